package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.TableScanner;
import dev.lakehouse.table.write.RowSource;
import dev.lakehouse.table.write.TableFileWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run through the groups of a plan. Not thread-safe. */
final class Compaction {
  private static final Logger log = LoggerFactory.getLogger(Compaction.class);

  // If so many fail it is not for the sake of their files.
  private static final int MOST_FAILURES = 3;

  private final Tables tables;
  private final TableIdentifier identifier;
  private final Table table;
  private final CompactionPlan plan;
  private final CompactionRules rules;
  private final CompactionLimits limits;
  private final TableScanner scanner;
  private final TableFileWriter writer;

  private final List<FileGroup> overtaken = new ArrayList<>();
  private final List<LakehouseException> failures = new ArrayList<>();
  private FileCompaction.Result result = FileCompaction.Result.NOTHING;

  /**
   * A group and the files that it has become.
   *
   * @param as the snapshot as of which it was read
   */
  private record Rewritten(FileGroup group, List<DataFile> files, Snapshot as) {}

  Compaction(
      Tables tables,
      TableIdentifier identifier,
      Table table,
      CompactionPlan plan,
      CompactionRules rules,
      CompactionLimits limits) {
    this.tables = tables;
    this.identifier = identifier;
    this.table = table;
    this.plan = plan;
    this.rules = rules;
    this.limits = limits;
    this.scanner = new TableScanner(tables.store());
    this.writer = new TableFileWriter(tables.store());
  }

  CompactionPlan plan() {
    return plan;
  }

  FileCompaction.Result run(FileCompaction.Progress progress) {
    List<FileGroup> left = plan.groups();
    while (!left.isEmpty()) {
      List<FileGroup> batch = batch(left);
      left = left.subList(batch.size(), left.size());
      int done = plan.groups().size() - left.size() - batch.size();
      tables
          .writes()
          .during(() -> {
            List<Rewritten> rewritten = rewritten(batch, done, progress);
            requireNotStopped();
            commit(rewritten);
            return batch;
          });
    }
    for (FileGroup group : overtaken) {
      requireNotStopped();
      try {
        tables.gate().exclusive(identifier, () -> rewriteAlone(group));
      } catch (LakehouseException e) {
        failed(group, e);
      }
    }
    if (!failures.isEmpty()) {
      throw failure();
    }
    return result;
  }

  private LakehouseException failure() {
    LakehouseException first = failures.getFirst();
    String message =
        "%s: %d of %d groups of files could not be rewritten: %s"
            .formatted(identifier, failures.size(), plan.groups().size(), first.getMessage());
    return first
        .remedy()
        .map(remedy -> LakehouseException.of(first.code(), message, remedy))
        .orElseGet(() -> LakehouseException.of(first.code(), message))
        .causedBy(first);
  }

  private List<FileGroup> batch(List<FileGroup> groups) {
    int size = 0;
    long bytes = 0;
    while (size < groups.size() && size < limits.groupsACommit() && bytes < limits.bytesACommit()) {
      bytes += groups.get(size).data().bytes();
      size++;
    }
    return groups.subList(0, size);
  }

  private List<Rewritten> rewritten(
      List<FileGroup> batch, int done, FileCompaction.Progress progress) {
    List<Rewritten> rewritten = new ArrayList<>();
    for (FileGroup group : batch) {
      progress.rewritten(done + rewritten.size(), plan.groups().size());
      requireNotStopped();
      try {
        rewritten.add(rewrite(table, plan.snapshot(), group));
      } catch (LakehouseException e) {
        if (isCurrent(group)) {
          failed(group, e);
        } else {
          log.debug("files of {} went while they were read", identifier, e);
          overtaken.add(group);
        }
      }
    }
    return rewritten;
  }

  private void failed(FileGroup group, LakehouseException e) {
    log.warn("cannot rewrite {} of {}", group.locations(), identifier, e);
    failures.add(e);
    if (failures.size() == MOST_FAILURES) {
      throw failure();
    }
  }

  private boolean isCurrent(FileGroup group) {
    Live now = live(List.of(group));
    return group.locations().stream().allMatch(file -> now.files().find(file).isPresent());
  }

  private void requireNotStopped() {
    if (Thread.currentThread().isInterrupted()) {
      throw LakehouseException.of(
          ErrorCode.UNAVAILABLE, "%s: the compaction was stopped".formatted(identifier));
    }
  }

  private Rewritten rewrite(Table base, Snapshot snapshot, FileGroup group) {
    try (DuckSession session = tables.session();
        PlannedScan scan = scanner.plan(base, group.tasks(), session)) {
      RowSource rows = new RowSource(session, scan.select());
      return new Rewritten(
          group,
          group.spec().specId() == base.spec().specId()
              ? writer.writePartition(base, group.partition(), rows, rules.targetBytes(base))
              : writer.writeRows(base, rows),
          snapshot);
    }
  }

  private void commit(List<Rewritten> batch) {
    if (batch.isEmpty()) {
      return;
    }
    // Appends are no conflict, so they need not wait.
    tables
        .gate()
        .shared(
            identifier,
            () -> {
              if (!isCommitted(table, plan.snapshot(), batch, plan.files())) {
                commitUnchanged(batch);
              }
              return batch;
            });
  }

  /** Writers have changed files of the batch: the groups that they left alone are as good. */
  private void commitUnchanged(List<Rewritten> batch) {
    Live now = live(batch.stream().map(Rewritten::group).toList());
    List<Rewritten> unchanged =
        batch.stream().filter(one -> now.files().hasUnchanged(one.group())).toList();
    boolean isCommitted =
        !unchanged.isEmpty() && isCommitted(now.table(), now.snapshot(), unchanged, now.files());
    List<Rewritten> changed =
        batch.stream().filter(one -> !isCommitted || !unchanged.contains(one)).toList();
    discard(changed);
    changed.forEach(one -> overtaken.add(one.group()));
  }

  private FileCompaction.Result rewriteAlone(FileGroup group) {
    Live now = live(List.of(group));
    List<FileScanTask> tasks =
        group.locations().stream().map(now.files()::find).flatMap(Optional::stream).toList();
    boolean isWorthIt =
        tasks.size() > 1
            || tasks.stream()
                .anyMatch(task ->
                    rules.folds(task) || task.spec().specId() != now.table().spec().specId());
    if (isWorthIt) {
      Rewritten rewritten = rewrite(now.table(), now.snapshot(), group.with(tasks));
      if (!isCommitted(now.table(), now.snapshot(), List.of(rewritten), now.files())) {
        discard(List.of(rewritten));
        result = result.plus(new FileCompaction.Result(0, 0, 0, 1));
      }
    }
    return result;
  }

  /** The table as it is, with those of the files that it still has. */
  private record Live(Table table, Snapshot snapshot, LiveFiles files) {}

  private Live live(List<FileGroup> groups) {
    Set<String> locations = new HashSet<>();
    groups.forEach(group -> locations.addAll(group.locations()));
    return TableReading.read(
        tables,
        identifier,
        now -> new Live(now, now.currentSnapshot(), LiveFiles.of(now, locations)));
  }

  /**
   * Commits, unless others have changed the files since they were read.
   *
   * @param base what to commit to
   * @param since the snapshot as of which the files and their deletes are known
   */
  private boolean isCommitted(Table base, Snapshot since, List<Rewritten> batch, LiveFiles files) {
    List<FileScanTask> tasks = batch.stream().flatMap(one -> one.group().tasks().stream()).toList();
    RewriteFiles rewrite =
        base.newRewrite()
            .validateFromSnapshot(since.snapshotId())
            // A row that is deleted by equality after it was read is also deleted here.
            .dataSequenceNumber(batch.getFirst().as().sequenceNumber());
    tasks.stream().map(FileScanTask::file).forEach(rewrite::deleteFile);
    files.foldedBy(tasks).forEach(rewrite::deleteFile);
    batch.forEach(one -> one.files().forEach(rewrite::addFile));
    try {
      rewrite.commit();
    } catch (ValidationException | CommitFailedException e) {
      log.debug("the compaction of {} was overtaken", identifier, e);
      return false;
    }
    files.remove(tasks);
    int written = batch.stream().mapToInt(one -> one.files().size()).sum();
    result = result.plus(new FileCompaction.Result(tasks.size(), written, 1, 0));
    return true;
  }

  private void discard(List<Rewritten> rewritten) {
    rewritten.forEach(one -> writer.discard(one.files().stream().map(DataFile::location).toList()));
  }
}
