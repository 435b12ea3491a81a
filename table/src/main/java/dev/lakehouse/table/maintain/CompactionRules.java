package dev.lakehouse.table.maintain;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Which files a compaction rewrites, and how large they become.
 *
 * @param smallerThan files of fewer bytes are small
 * @param target how many bytes the new files have; empty for what the table's property {@code
 *     write.target-file-size-bytes} says
 * @param leastFiles so many small files in a partition are put together; at least 2
 * @param deletes when deleted rows make a large file worth it; with a small one they always do
 * @param filter which files to look at; it must hold for all of a file's rows or for none
 */
public record CompactionRules(
    long smallerThan, OptionalLong target, int leastFiles, Deletes deletes, Expression filter) {
  /** What Trino takes for small: 100 MB. */
  public static final long SMALL = 100L << 20;

  public CompactionRules {
    requireNonNull(target, "target is null");
    requireNonNull(deletes, "deletes is null");
    requireNonNull(filter, "filter is null");
    if (leastFiles < 2) {
      throw new IllegalArgumentException("leastFiles is under 2: " + leastFiles);
    }
  }

  /**
   * When a large file is rewritten without its deleted rows: from one of both on, and always if
   * rows are deleted by equality, which every scan has to join.
   *
   * @param share of the file's rows, from 0 to 1
   * @param files delete files that apply to it
   */
  public record Deletes(double share, int files) {
    /** Whenever a row is deleted. */
    public static final Deletes ALL = new Deletes(0, 1);

    /** A tenth of the rows, or ten delete files. */
    public static final Deletes MANY = new Deletes(0.1, 10);

    boolean areEnough(FileScanTask task) {
      long rows = 0;
      for (DeleteFile delete : task.deletes()) {
        if (delete.content() == FileContent.EQUALITY_DELETES) {
          return true;
        }
        rows += delete.recordCount();
      }
      return task.deletes().size() >= files || rows >= share * task.file().recordCount();
    }
  }

  /** Puts two or more small files together, and folds all deletes, as Trino does. */
  public static CompactionRules smallerThan(long bytes) {
    return new CompactionRules(
        bytes, OptionalLong.empty(), 2, Deletes.ALL, Expressions.alwaysTrue());
  }

  /** The same rules for some of the files. */
  public CompactionRules where(Expression newFilter) {
    return new CompactionRules(smallerThan, target, leastFiles, deletes, newFilter);
  }

  /** The same rules with new files of another size. */
  public CompactionRules withTarget(long bytes) {
    return new CompactionRules(smallerThan, OptionalLong.of(bytes), leastFiles, deletes, filter);
  }

  long targetBytes(Table table) {
    return target.orElseGet(() ->
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT));
  }

  boolean isSmall(FileScanTask task) {
    return task.file().fileSizeInBytes() < smallerThan;
  }

  /** True if the file is to be rewritten for the sake of its deletes. */
  boolean folds(FileScanTask task) {
    return !task.deletes().isEmpty() && (isSmall(task) || deletes.areEnough(task));
  }
}
