package dev.lakehouse.table.maintain;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * In which order the files of a partition are put together, so that the new ones overlap little: in
 * that of the first column of the table's sort order, or else in that in which they came.
 *
 * @param column the column; empty if files go by their age
 * @param descending true if the greatest values come first
 */
record RowOrder(Optional<NestedField> column, boolean descending) {
  static RowOrder of(Table table) {
    SortOrder order = table.sortOrder();
    if (order.isSorted()) {
      SortField first = order.fields().getFirst();
      NestedField column = table.schema().findField(first.sourceId());
      if (first.transform().isIdentity() && column != null && column.type().isPrimitiveType()) {
        return new RowOrder(Optional.of(column), first.direction() == SortDirection.DESC);
      }
    }
    return new RowOrder(Optional.empty(), false);
  }

  /** A scan of a snapshot whose files can be put in order. */
  TableScan scan(Table table, Snapshot snapshot) {
    TableScan scan = table.newScan().useSnapshot(snapshot.snapshotId());
    return column
        .map(field -> table.schema().findColumnName(field.fieldId()))
        .map(name -> scan.includeColumnStats(List.of(name)))
        .orElse(scan);
  }

  Comparator<FileScanTask> comparator() {
    Comparator<FileScanTask> byAge =
        Comparator.comparing(
            task -> task.file().dataSequenceNumber(),
            Comparator.nullsFirst(Comparator.naturalOrder()));
    return column.map(field -> byLeast(field).thenComparing(byAge)).orElse(byAge);
  }

  private Comparator<FileScanTask> byLeast(NestedField field) {
    Comparator<Object> values = Comparators.forType((Type.PrimitiveType) field.type());
    Comparator<Object> direction = descending ? values.reversed() : values;
    return Comparator.comparing(
        task -> least(task.file(), field).orElse(null), Comparator.nullsLast(direction));
  }

  private static Optional<Object> least(DataFile file, NestedField field) {
    Map<Integer, ByteBuffer> bounds = file.lowerBounds();
    return Optional.ofNullable(bounds)
        .map(all -> all.get(field.fieldId()))
        .map(bytes -> Conversions.fromByteBuffer(field.type(), bytes));
  }
}
