package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.CommitGate;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.TableScanner;
import dev.lakehouse.table.write.RowSource;
import dev.lakehouse.table.write.TableFileWriter;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites small files into large ones and folds deletes into the files that they are about.
 * Thread-safe.
 */
public final class FileCompaction {
  private static final Logger log = LoggerFactory.getLogger(FileCompaction.class);

  private final Tables tables;
  private final CommitGate gate;
  private final TableScanner scanner;
  private final TableFileWriter writer;

  /**
   * What was rewritten.
   *
   * @param rewritten data files that went
   * @param written data files that came
   */
  public record Result(int rewritten, int written) {}

  /** A change of the rows came in between; nothing was committed. */
  private static final class OvertakenException extends RuntimeException {
    private OvertakenException(RuntimeException cause) {
      super(cause);
    }
  }

  public FileCompaction(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
    this.gate = tables.gate();
    this.scanner = new TableScanner(tables.store());
    this.writer = new TableFileWriter(tables.store());
  }

  /**
   * Compacts a table, in one commit. Writers go on meanwhile; one that changes rows in the same
   * files is waited for.
   *
   * @param smallerThan files of at least so many bytes stay as they are, unless rows in them are
   *     deleted
   * @param filter which files to look at; it must hold for all of a file's rows or for none
   * @throws LakehouseException INVALID_ARGUMENT if the filter holds for some of a file's rows only
   */
  public Result compact(TableIdentifier identifier, long smallerThan, Expression filter) {
    return translated("compact " + identifier, () -> compacted(identifier, smallerThan, filter));
  }

  private Result compacted(TableIdentifier identifier, long smallerThan, Expression filter) {
    try {
      return attempt(identifier, smallerThan, filter, false);
    } catch (OvertakenException e) {
      log.debug("compaction of {} was overtaken, and now has the table to itself", identifier, e);
    }
    return gate.exclusive(
        identifier,
        () -> {
          try {
            return attempt(identifier, smallerThan, filter, true);
          } catch (OvertakenException e) {
            throw LakehouseException.of(
                    ErrorCode.CONFLICT,
                    "%s: another engine changed the files that were being compacted"
                        .formatted(identifier),
                    "try again when it is done")
                .causedBy(e);
          }
        });
  }

  private Result attempt(
      TableIdentifier identifier, long smallerThan, Expression filter, boolean holdsGate) {
    Table table = tables.load(identifier);
    if (table.currentSnapshot() == null) {
      return new Result(0, 0);
    }
    CompactionPlan plan = CompactionPlan.of(table, smallerThan, filter);
    if (plan.tasks().isEmpty()) {
      return new Result(0, 0);
    }
    List<DataFile> written;
    try (DuckSession session = tables.session();
        PlannedScan scan = scanner.plan(table, plan.tasks(), session)) {
      written = writer.writeRows(table, new RowSource(session, scan.select()));
    }
    try {
      if (holdsGate) {
        commit(table, plan, written);
      } else {
        gate.exclusive(
            identifier,
            () -> {
              commit(table, plan, written);
              return table;
            });
      }
    } catch (ValidationException | CommitFailedException e) {
      writer.discard(written.stream().map(DataFile::location).toList());
      throw new OvertakenException(e);
    }
    return new Result(plan.tasks().size(), written.size());
  }

  private static void commit(Table table, CompactionPlan plan, List<DataFile> written) {
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(table.currentSnapshot().snapshotId())
            // A row that is deleted by equality after the plan was made is also deleted here.
            .dataSequenceNumber(table.currentSnapshot().sequenceNumber());
    plan.tasks().stream().map(FileScanTask::file).forEach(rewrite::deleteFile);
    plan.foldedDeletes().forEach(rewrite::deleteFile);
    written.forEach(rewrite::addFile);
    rewrite.commit();
  }
}
