package dev.lakehouse.sql.connector.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * What the manifests say of the values in some data files, put together. Rows that delete files
 * remove still count. Not thread-safe.
 */
final class FileStatistics {
  private final List<Types.NestedField> columns;
  private final Map<Integer, ColumnSummary> summaries = new HashMap<>();
  private long records;
  private long files;
  private long bytes;

  /** What is known of a column: a count is known if all files have it. */
  static final class ColumnSummary {
    private Optional<Object> least = Optional.empty();
    private Optional<Object> greatest = Optional.empty();
    private boolean bounded;
    private Optional<Long> nulls = Optional.of(0L);
    private Optional<Long> nans = Optional.of(0L);
    private OptionalLong size = OptionalLong.empty();

    private void addBounds(Comparator<Object> order, Object lower, Object upper) {
      if (!bounded) {
        bounded = true;
        least = Optional.ofNullable(lower);
        greatest = Optional.ofNullable(upper);
        return;
      }
      least = outer(least, lower, order.reversed());
      greatest = outer(greatest, upper, order);
    }

    /** A file without a bound leaves the whole without one. */
    private static Optional<Object> outer(
        Optional<Object> known, Object bound, Comparator<Object> order) {
      return known
          .filter(_ -> bound != null)
          .map(value -> order.compare(bound, value) > 0 ? bound : value);
    }

    private static Optional<Long> sum(Optional<Long> known, Long more) {
      return known.flatMap(count -> Optional.ofNullable(more).map(added -> count + added));
    }

    /** The least value, as Iceberg holds it. */
    Optional<Object> least() {
      return least;
    }

    /** The greatest value, as Iceberg holds it. */
    Optional<Object> greatest() {
      return greatest;
    }

    Optional<Long> nulls() {
      return nulls;
    }

    Optional<Long> nans() {
      return nans;
    }

    /** Bytes in the files. */
    OptionalLong size() {
      return size;
    }
  }

  FileStatistics(List<Types.NestedField> columns) {
    this.columns = new ArrayList<>(columns);
  }

  long records() {
    return records;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** What is known of a column; empty if it has no single values. */
  Optional<ColumnSummary> column(int fieldId) {
    return Optional.ofNullable(summaries.get(fieldId));
  }

  void add(DataFile file, PartitionSpec spec) {
    files++;
    records += file.recordCount();
    bytes += file.fileSizeInBytes();
    for (Types.NestedField column : columns) {
      ColumnSummary summary = summaries.computeIfAbsent(column.fieldId(), _ -> new ColumnSummary());
      Long size = value(file.columnSizes(), column);
      if (size != null) {
        summary.size = OptionalLong.of(summary.size.orElse(0) + size);
      }
      summary.nans = ColumnSummary.sum(summary.nans, value(file.nanValueCounts(), column));
      if (column.type().isPrimitiveType()) {
        addPrimitive(summary, column, file, spec);
      } else {
        summary.nulls = ColumnSummary.sum(summary.nulls, value(file.nullValueCounts(), column));
      }
    }
  }

  private static void addPrimitive(
      ColumnSummary summary, Types.NestedField column, DataFile file, PartitionSpec spec) {
    Comparator<Object> order = Comparators.forType(column.type().asPrimitiveType());
    Optional<PartitionField> partition =
        spec.fields().stream()
            .filter(field -> field.sourceId() == column.fieldId())
            .filter(field -> field.transform().isIdentity())
            .findFirst();
    if (partition.isPresent()) {
      Object value = file.partition().get(spec.fields().indexOf(partition.get()), Object.class);
      summary.nulls = ColumnSummary.sum(summary.nulls, value == null ? file.recordCount() : 0L);
      if (value != null) {
        summary.addBounds(order, value, value);
      }
      return;
    }
    Long nulls = value(file.nullValueCounts(), column);
    summary.nulls = ColumnSummary.sum(summary.nulls, nulls);
    // A file with NULLs alone says nothing of the bounds.
    if (nulls == null || nulls != file.recordCount()) {
      summary.addBounds(
          order, bound(file.lowerBounds(), column), bound(file.upperBounds(), column));
    }
  }

  private static <T> T value(Map<Integer, T> values, Types.NestedField column) {
    return values == null ? null : values.get(column.fieldId());
  }

  private static Object bound(Map<Integer, ByteBuffer> bounds, Types.NestedField column) {
    ByteBuffer bound = value(bounds, column);
    Object value = bound == null ? null : Conversions.fromByteBuffer(column.type(), bound);
    // Iceberg reads text as a CharBuffer, whose content is not its own.
    return value instanceof CharSequence text ? text.toString() : value;
  }
}
