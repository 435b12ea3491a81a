package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.committed;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites small files into large ones and folds deletes into the files that they are about, in the
 * table's sort order. Thread-safe.
 *
 * <p>A large table is rewritten in groups of files, and with several commits: memory stays bounded,
 * and what is done stays done. Writers go on meanwhile; what they change counts. A group whose
 * files were changed while it was rewritten is rewritten once more, with the table to itself.
 */
public final class FileCompaction {
  private static final Logger log = LoggerFactory.getLogger(FileCompaction.class);

  // A plan that was too large for memory is followed by another.
  private static final int MOST_PLANS = 1000;

  private final Tables tables;
  private final CompactionLimits limits;

  public FileCompaction(Tables tables) {
    this(tables, CompactionLimits.USUAL);
  }

  FileCompaction(Tables tables, CompactionLimits limits) {
    this.tables = requireNonNull(tables, "tables is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /**
   * What was rewritten.
   *
   * @param rewritten data files that went
   * @param written data files that came
   * @param commits in how many commits
   * @param overtaken groups of files that stay as they are, because another engine changed them
   */
  public record Result(int rewritten, int written, int commits, int overtaken) {
    static final Result NOTHING = new Result(0, 0, 0, 0);

    Result plus(Result other) {
      return new Result(
          rewritten + other.rewritten,
          written + other.written,
          commits + other.commits,
          overtaken + other.overtaken);
    }
  }

  /** Is told how far a compaction is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of so many groups of files are rewritten. */
    void rewritten(int groups, int of);

    /** Nobody wants to know. */
    static Progress none() {
      return (_, _) -> {};
    }
  }

  /**
   * What a compaction would rewrite, or the first part of it if that is very much.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the rules' filter holds for some of a file's
   *     rows only
   */
  public List<FileGroup> plan(TableIdentifier identifier, CompactionRules rules) {
    return committed(
        "look for small files of " + identifier,
        () ->
            TableReading.read(
                tables,
                identifier,
                table ->
                    table.currentSnapshot() == null
                        ? List.of()
                        : CompactionPlan.of(table, rules, limits.filesAPlan()).groups()));
  }

  /**
   * Compacts a table.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the rules' filter holds for some of a file's
   *     rows only; the code of the first group that could not be rewritten, once the others are
   */
  public Result compact(TableIdentifier identifier, CompactionRules rules, Progress progress) {
    return committed(
        "compact " + identifier,
        () -> {
          Result result = Result.NOTHING;
          for (int plans = 0; plans < MOST_PLANS; plans++) {
            Optional<Compaction> compaction = planned(identifier, rules);
            if (compaction.isEmpty()) {
              return result;
            }
            Result more = compaction.get().run(progress);
            result = result.plus(more);
            CompactionPlan plan = compaction.get().plan();
            boolean isLast = !plan.isPartial() && !plan.repartitions();
            if (isLast || more.rewritten() == 0) {
              break;
            }
          }
          if (rules.filter().op() == Expression.Operation.TRUE) {
            dropDanglingDeletes(identifier);
          }
          return result;
        });
  }

  private Optional<Compaction> planned(TableIdentifier identifier, CompactionRules rules) {
    return TableReading.read(
        tables,
        identifier,
        table ->
            Optional.ofNullable(table.currentSnapshot())
                .map(_ -> CompactionPlan.of(table, rules, limits.filesAPlan()))
                .map(plan -> new Compaction(tables, identifier, table, plan, rules, limits)));
  }

  /** Other engines leave delete files in the table whose data files are gone. */
  private void dropDanglingDeletes(TableIdentifier identifier) {
    List<DeleteFile> dangling = TableReading.read(tables, identifier, DanglingDeletes::find);
    if (!dangling.isEmpty()) {
      tables
          .gate()
          .shared(
              identifier,
              () -> {
                RewriteFiles rewrite = tables.load(identifier).newRewrite();
                dangling.forEach(rewrite::deleteFile);
                try {
                  rewrite.commit();
                } catch (ValidationException e) {
                  log.debug("others have dropped deletes of {} meanwhile", identifier, e);
                }
                return rewrite;
              });
    }
  }
}
