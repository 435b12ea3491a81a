package dev.lakehouse.table;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.change.KeyFilter;
import dev.lakehouse.table.change.Removal;
import dev.lakehouse.table.change.RowRemover;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.write.RowSource;
import dev.lakehouse.table.write.TableFileWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.ThreadPools;

/**
 * Commits one change to one state of a table. If the table has moved on in a way that matters, the
 * commit fails with Iceberg's exception and the caller starts over; data files that were written
 * are kept for the next attempt.
 */
final class ChangeCommitter {
  private static final ExecutorService MANIFEST_WORKERS =
      new AwaitedTasks(ThreadPools.getWorkerPool());

  private final ObjectStore store;
  private final Supplier<DuckSession> sessions;
  private final TableFileWriter writer;
  private final RowRemover remover;
  private final TableChange change;

  // The rows of the change as files, and the shape of the table that they were written for.
  private List<DataFile> newFiles = List.of();
  private Optional<Shape> writtenFor = Optional.empty();
  // Files of the attempt under way that no later attempt can use.
  private List<String> attemptFiles = List.of();

  private record Shape(String schema, int specId) {
    private static Shape of(Table table) {
      return new Shape(table.schema().asStruct().toString(), table.spec().specId());
    }
  }

  ChangeCommitter(
      ObjectStore store,
      Supplier<DuckSession> sessions,
      TableFileWriter writer,
      RowRemover remover,
      TableChange change) {
    this.store = store;
    this.sessions = sessions;
    this.writer = writer;
    this.remover = remover;
    this.change = change;
  }

  /** Writes the rows of the change, if they are not there yet in the shape of this table. */
  void write(Table table) {
    Optional<RowSource> rows =
        switch (change.rows()) {
          case RowChange.Append(RowSource source) -> Optional.of(source);
          case RowChange.ReplaceWhere(Expression _, RowSource source) -> Optional.of(source);
          case RowChange.Upsert(List<String> _, RowSource source) -> Optional.of(source);
          case RowChange.ReplaceRows(long _, RowSource _, RowSource source) -> Optional.of(source);
          case RowChange.DeleteWhere _, RowChange.Truncate _, RowChange.StateOnly _ ->
              Optional.empty();
        };
    Shape shape = Shape.of(table);
    if (rows.isEmpty() || writtenFor.filter(shape::equals).isPresent()) {
      return;
    }
    discard();
    newFiles = writer.writeRows(table, rows.get());
    writtenFor = Optional.of(shape);
    if (change.rows() instanceof RowChange.Upsert upsert) {
      try {
        requireUniqueKeys(table, upsert);
      } catch (LakehouseException e) {
        discard();
        throw e;
      }
    }
  }

  /** Takes back all that was written; only after a failure that certainly committed nothing. */
  void discard() {
    discardAttempt();
    writer.discard(newFiles.stream().map(DataFile::location).toList());
    newFiles = List.of();
    writtenFor = Optional.empty();
  }

  /** Takes back what the last attempt wrote for itself; only after it certainly failed. */
  void discardAttempt() {
    writer.discard(attemptFiles);
    attemptFiles = List.of();
  }

  /**
   * Commits.
   *
   * @param base the table as it is read
   * @param target what to commit to: the table itself, or a transaction's view of it
   * @param stateBefore the state that the base carries; empty if other writers may come in between
   */
  ChangeResult commit(
      Table base, CommitTarget target, boolean created, Optional<Map<String, String>> stateBefore) {
    write(target.table());
    Removal removal = removal(base, target.table());
    attemptFiles = removal.newLocations();
    if (changesNothing(base, removal) && change.stamp().state().isEmpty() && !isNewTable()) {
      boolean changed = target.finish();
      return new ChangeResult(OptionalLong.empty(), false, created && changed, 0, 0, 0);
    }
    SnapshotUpdate<?> update = update(base, target, removal);
    Map<String, String> summary =
        stateBefore.map(change.stamp()::summaryAfter).orElseGet(change.stamp()::summary);
    summary.forEach(update::set);
    update.toBranch(change.stamp().branch());
    update.scanManifestsWith(MANIFEST_WORKERS);
    update.commit();
    target.finish();
    Snapshot snapshot = BranchHead.of(target.committed(), change.stamp().branch());
    return new ChangeResult(
        OptionalLong.of(snapshot.snapshotId()),
        false,
        created,
        newFiles.stream().mapToLong(DataFile::recordCount).sum(),
        change.rows() instanceof RowChange.Truncate ? deletedRecords(snapshot) : removal.rows(),
        newFiles.size() + removal.rewrittenFiles().size());
  }

  /** A table that a change makes on purpose has a snapshot, even without rows. */
  private boolean isNewTable() {
    return change.creation() != TableChange.Creation.IF_MISSING;
  }

  private boolean changesNothing(Table base, Removal removal) {
    return switch (change.rows()) {
      case RowChange.StateOnly _ -> false;
      case RowChange.Truncate _ -> isEmpty(base);
      case RowChange.Append _,
          RowChange.ReplaceWhere _,
          RowChange.Upsert _,
          RowChange.ReplaceRows _,
          RowChange.DeleteWhere _ ->
          newFiles.isEmpty() && removal.isEmpty();
    };
  }

  private boolean isEmpty(Table base) {
    Snapshot snapshot = BranchHead.of(base, change.stamp().branch());
    return snapshot == null
        || snapshot.dataManifests(base.io()).stream()
            .allMatch(manifest -> !manifest.hasAddedFiles() && !manifest.hasExistingFiles());
  }

  private Removal removal(Table base, Table target) {
    SnapshotSelector snapshot =
        base.refs().containsKey(change.stamp().branch())
            ? new SnapshotSelector.ByReference(change.stamp().branch())
            : new SnapshotSelector.Current();
    if (base.currentSnapshot() == null && base.refs().isEmpty()) {
      return Removal.none();
    }
    return switch (change.rows()) {
      case RowChange.ReplaceWhere(Expression filter, RowSource rows) ->
          remover.matching(base, target, snapshot, filter, rows.session());
      case RowChange.DeleteWhere(Expression filter) -> {
        try (DuckSession session = sessions.get()) {
          yield remover.matching(base, target, snapshot, filter, session);
        }
      }
      case RowChange.ReplaceRows(long snapshotId, RowSource removed, RowSource _) ->
          remover.atPlaces(
              base,
              target,
              new SnapshotSelector.ById(snapshotId),
              removed.select(),
              removed.session());
      case RowChange.Upsert(List<String> key, RowSource rows) when !newFiles.isEmpty() ->
          withNewFiles(files ->
              remover.withKeys(
                  base,
                  target,
                  snapshot,
                  key,
                  "SELECT %s FROM %s".formatted(names(key), files),
                  KeyFilter.of(target.schema(), key, newFiles),
                  rows.session()));
      case RowChange.Upsert _, RowChange.Append _, RowChange.Truncate _, RowChange.StateOnly _ ->
          Removal.none();
    };
  }

  private SnapshotUpdate<?> update(Table base, CommitTarget target, Removal removal) {
    return switch (change.rows()) {
      case RowChange.Append _, RowChange.StateOnly _ -> append(target);
      case RowChange.Truncate _ -> {
        DeleteFiles delete = target.newDelete();
        yield delete.deleteFromRowFilter(Expressions.alwaysTrue());
      }
      case RowChange.ReplaceWhere(Expression filter, RowSource _) ->
          removal.isEmpty() && base.currentSnapshot() == null
              ? append(target)
              : rowDelta(base, target, removal, filter);
      case RowChange.DeleteWhere(Expression filter) -> rowDelta(base, target, removal, filter);
      case RowChange.ReplaceRows(long snapshotId, RowSource _, RowSource _) ->
          rowDelta(target, removal, Expressions.alwaysTrue(), OptionalLong.of(snapshotId));
      case RowChange.Upsert(List<String> key, RowSource _) ->
          removal.isEmpty() && base.currentSnapshot() == null
              ? append(target)
              : rowDelta(
                  base, target, removal, KeyFilter.of(target.table().schema(), key, newFiles));
    };
  }

  private AppendFiles append(CommitTarget target) {
    AppendFiles append = target.newAppend();
    newFiles.forEach(append::appendFile);
    return append;
  }

  /** Fails if another writer has touched matching rows since the base. */
  private RowDelta rowDelta(
      Table base, CommitTarget target, Removal removal, Expression conflictFilter) {
    Snapshot snapshot = BranchHead.of(base, change.stamp().branch());
    return rowDelta(
        target,
        removal,
        conflictFilter,
        snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId()));
  }

  private RowDelta rowDelta(
      CommitTarget target, Removal removal, Expression conflictFilter, OptionalLong readSnapshot) {
    RowDelta delta = target.newRowDelta();
    newFiles.forEach(delta::addRows);
    removal.rewrittenFiles().forEach(delta::addRows);
    removal.removedFiles().forEach(delta::removeRows);
    removal.deleteFiles().forEach(delta::addDeletes);
    removal.obsoleteDeletes().forEach(delta::removeDeletes);
    readSnapshot.ifPresent(delta::validateFromSnapshot);
    return delta
        .conflictDetectionFilter(conflictFilter)
        .validateDataFilesExist(removal.touchedFiles())
        .validateDeletedFiles()
        .validateNoConflictingDataFiles()
        .validateNoConflictingDeleteFiles();
  }

  private void requireUniqueKeys(Table table, RowChange.Upsert upsert) {
    if (newFiles.isEmpty()) {
      return;
    }
    String key = names(upsert.key());
    String anyNull =
        upsert.key().stream()
            .map(column -> SqlText.name(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    DuckSession session = upsert.rows().session();
    withNewFiles(files -> {
      if (session.number("SELECT count(*) FROM %s WHERE %s".formatted(files, anyNull)) > 0) {
        throw LakehouseException.of(
            ErrorCode.INVALID_DATA,
            "%s: a new row has no value in its key (%s)"
                .formatted(table.name(), String.join(", ", upsert.key())));
      }
      List<String> duplicates =
          session.query(
              "SELECT concat_ws(', ', %1$s) FROM %2$s GROUP BY %1$s HAVING count(*) > 1 LIMIT 1"
                  .formatted(key, files),
              row -> row.getString(1));
      if (!duplicates.isEmpty()) {
        throw LakehouseException.of(
            ErrorCode.INVALID_DATA,
            "%s: two new rows have the same key: %s"
                .formatted(table.name(), duplicates.getFirst()));
      }
      return files;
    });
  }

  /** Gives work a relation with the rows of the change, as they were written. */
  private <T> T withNewFiles(Function<String, T> work) {
    List<ObjectPath> paths =
        newFiles.stream().map(file -> ObjectPath.parse(file.location())).toList();
    try (LocalFiles files = store.open(paths)) {
      return work.apply(
          SqlText.parquet(paths.stream().map(path -> files.path(path).toString()).toList(), ""));
    }
  }

  private static String names(List<String> columns) {
    return columns.stream().map(SqlText::name).collect(Collectors.joining(", "));
  }

  private static long deletedRecords(Snapshot snapshot) {
    return count(snapshot, SnapshotSummary.DELETED_RECORDS_PROP)
        - count(snapshot, SnapshotSummary.REMOVED_POS_DELETES_PROP);
  }

  private static long count(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }
}
