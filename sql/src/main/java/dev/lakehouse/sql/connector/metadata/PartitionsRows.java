package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.BigintType.BIGINT;

import dev.lakehouse.sql.type.TrinoTypes;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** The table {@code "t$partitions"}: each partition with what its files hold. */
final class PartitionsRows {
  private final Table table;
  private final Optional<PartitionRow> partitions;
  private final List<Types.NestedField> columns;

  private PartitionsRows(Table table) {
    this.table = table;
    this.partitions = PartitionRow.of(table);
    Set<Integer> identities =
        table.spec().fields().stream()
            .filter(field -> field.transform().isIdentity())
            .map(PartitionField::sourceId)
            .collect(Collectors.toSet());
    this.columns =
        table.schema().columns().stream()
            .filter(field -> field.type().isPrimitiveType())
            .filter(field -> !identities.contains(field.fieldId()))
            .toList();
  }

  static MetadataTable partitions(SchemaTableName name, Table table) {
    PartitionsRows rows = new PartitionsRows(table);
    return new MetadataTable(name, rows.columnMetadata(), (_, consumer) -> rows.forEach(consumer));
  }

  private List<ColumnMetadata> columnMetadata() {
    List<ColumnMetadata> metadata = new ArrayList<>();
    partitions.ifPresent(partition -> metadata.add(column("partition", partition.type())));
    metadata.add(column("record_count", BIGINT));
    metadata.add(column("file_count", BIGINT));
    metadata.add(column("total_size", BIGINT));
    if (!columns.isEmpty()) {
      metadata.add(
          column(
              "data",
              RowType.from(
                  columns.stream()
                      .map(field -> RowType.field(field.name(), metrics(field)))
                      .toList())));
    }
    return metadata;
  }

  private static RowType metrics(Types.NestedField field) {
    Type type = TrinoTypes.of(field.type());
    return RowType.rowType(
        RowType.field("min", type),
        RowType.field("max", type),
        RowType.field("null_count", BIGINT),
        RowType.field("nan_count", BIGINT));
  }

  private void forEach(Consumer<List<?>> rows) {
    if (table.currentSnapshot() == null) {
      return;
    }
    Map<List<Object>, FileStatistics> statistics = new LinkedHashMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(table.currentSnapshot().snapshotId())
            .includeColumnStats()
            .planFiles()) {
      for (FileScanTask task : tasks) {
        List<Object> partition =
            partitions
                .map(row -> row.values(task.spec().partitionType(), task.partition()))
                .orElseGet(List::of);
        statistics
            .computeIfAbsent(partition, _ -> new FileStatistics(table.schema().columns()))
            .add(task.file(), task.spec());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    statistics.forEach((partition, summary) -> rows.accept(row(partition, summary)));
  }

  private List<Object> row(List<Object> partition, FileStatistics summary) {
    List<Object> row = new ArrayList<>();
    partitions.ifPresent(_ -> row.add(partition));
    row.add(summary.records());
    row.add(summary.files());
    row.add(summary.bytes());
    if (!columns.isEmpty()) {
      List<Object> data = new ArrayList<>();
      columns.forEach(field -> data.add(metrics(summary, field)));
      row.add(data);
    }
    return row;
  }

  private static List<Object> metrics(FileStatistics summary, Types.NestedField field) {
    return summary
        .column(field.fieldId())
        .filter(column ->
            column.least().isPresent()
                || column.greatest().isPresent()
                || column.nulls().isPresent())
        .map(column ->
            Arrays.asList(
                column.least().orElse(null),
                column.greatest().orElse(null),
                column.nulls().orElse(null),
                column.nans().orElse(null)))
        .orElse(null);
  }
}
