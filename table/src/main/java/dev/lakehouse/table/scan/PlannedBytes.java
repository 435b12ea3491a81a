package dev.lakehouse.table.scan;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;

/** Estimates how many bytes of memory a scan's planned files take. */
final class PlannedBytes {
  /** A file's and its task's own fields, without what is counted one by one. */
  private static final long FILE = 512;

  /** A column's number, which is an entry of a map with its key and its value. */
  private static final long NUMBER = 80;

  /** The same with a bound, whose bytes come on top. */
  private static final long BOUND = 128;

  /** A column in the JSON of the schema, which the tasks of a scan share. */
  private static final long COLUMN = 100;

  /** A filter is its JSON and, for what is left of it in a file, an expression. */
  private static final long FILTER_FORMS = 3;

  private PlannedBytes() {}

  /**
   * Estimates them.
   *
   * @param filter the filter as JSON
   * @param schema the table's columns
   */
  static long of(String filter, Schema schema, List<FileScanTask> tasks) {
    // Files of deletes belong to many data files at once.
    Set<ContentFile<?>> files = Collections.newSetFromMap(new IdentityHashMap<>());
    for (FileScanTask task : tasks) {
      files.add(task.file());
      files.addAll(task.deletes());
    }
    return FILTER_FORMS * filter.length()
        + COLUMN * TypeUtil.getProjectedIds(schema).size()
        + files.stream().mapToLong(PlannedBytes::of).sum();
  }

  private static long of(ContentFile<?> file) {
    return FILE
        + file.location().length()
        + numbers(file).mapToLong(numbers -> NUMBER * numbers.size()).sum()
        + bounds(file)
            .flatMap(bounds -> bounds.values().stream())
            .mapToLong(bound -> BOUND + bound.remaining())
            .sum();
  }

  private static Stream<Map<Integer, Long>> numbers(ContentFile<?> file) {
    return Stream.of(
            Optional.ofNullable(file.columnSizes()),
            Optional.ofNullable(file.valueCounts()),
            Optional.ofNullable(file.nullValueCounts()),
            Optional.ofNullable(file.nanValueCounts()))
        .flatMap(Optional::stream);
  }

  private static Stream<Map<Integer, ByteBuffer>> bounds(ContentFile<?> file) {
    return Stream.of(
            Optional.ofNullable(file.lowerBounds()), Optional.ofNullable(file.upperBounds()))
        .flatMap(Optional::stream);
  }
}
