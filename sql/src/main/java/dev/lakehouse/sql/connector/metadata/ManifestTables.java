package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.BooleanType.BOOLEAN;
import static io.trino.spi.type.IntegerType.INTEGER;
import static io.trino.spi.type.VarcharType.VARCHAR;

import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.RowType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;

/** The manifests of a table: those of its current snapshot, and those of all. */
final class ManifestTables {
  private static final ArrayType SUMMARIES =
      new ArrayType(
          RowType.rowType(
              RowType.field("contains_null", BOOLEAN),
              RowType.field("contains_nan", BOOLEAN),
              RowType.field("lower_bound", VARCHAR),
              RowType.field("upper_bound", VARCHAR)));

  private ManifestTables() {}

  static MetadataTable current(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("path", VARCHAR),
            column("length", BIGINT),
            column("partition_spec_id", INTEGER),
            column("added_snapshot_id", BIGINT),
            column("added_data_files_count", INTEGER),
            column("added_rows_count", BIGINT),
            column("existing_data_files_count", INTEGER),
            column("existing_rows_count", BIGINT),
            column("deleted_data_files_count", INTEGER),
            column("deleted_rows_count", BIGINT),
            column("partition_summaries", SUMMARIES)),
        (_, rows) -> {
          if (table.currentSnapshot() == null) {
            return;
          }
          for (ManifestFile file : table.currentSnapshot().allManifests(table.io())) {
            rows.accept(
                Arrays.asList(
                    file.path(),
                    file.length(),
                    file.partitionSpecId(),
                    file.snapshotId(),
                    file.addedFilesCount(),
                    file.addedRowsCount(),
                    file.existingFilesCount(),
                    file.existingRowsCount(),
                    file.deletedFilesCount(),
                    file.deletedRowsCount(),
                    summaries(table.specs().get(file.partitionSpecId()), file.partitions())));
          }
        });
  }

  private static List<List<Object>> summaries(
      PartitionSpec spec, List<ManifestFile.PartitionFieldSummary> fields) {
    List<List<Object>> summaries = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      ManifestFile.PartitionFieldSummary summary = fields.get(i);
      PartitionField field = spec.fields().get(i);
      Type type = spec.partitionType().fields().get(i).type();
      summaries.add(
          Arrays.asList(
              summary.containsNull(),
              summary.containsNaN(),
              text(field.transform(), type, summary.lowerBound()),
              text(field.transform(), type, summary.upperBound())));
    }
    return summaries;
  }

  @SuppressWarnings("unchecked")
  private static String text(Transform<?, ?> transform, Type type, ByteBuffer bound) {
    return ((Transform<?, Object>) transform)
        .toHumanString(type, Conversions.fromByteBuffer(type, bound));
  }

  static MetadataTable all(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("path", VARCHAR),
            column("length", BIGINT),
            column("partition_spec_id", INTEGER),
            column("added_snapshot_id", BIGINT),
            column("added_data_files_count", INTEGER),
            column("existing_data_files_count", INTEGER),
            column("deleted_data_files_count", INTEGER),
            column("added_delete_files_count", INTEGER),
            column("existing_delete_files_count", INTEGER),
            column("deleted_delete_files_count", INTEGER),
            column("partition_summaries", SUMMARIES),
            column("reference_snapshot_id", BIGINT)),
        (_, rows) ->
            IcebergRows.forEach(
                table,
                MetadataTableType.ALL_MANIFESTS,
                row ->
                    rows.accept(
                        Arrays.asList(
                            row.get("path", String.class),
                            row.get("length", Long.class),
                            row.get("partition_spec_id", Integer.class),
                            row.get("added_snapshot_id", Long.class),
                            row.get("added_data_files_count", Integer.class),
                            row.get("existing_data_files_count", Integer.class),
                            row.get("deleted_data_files_count", Integer.class),
                            row.get("added_delete_files_count", Integer.class),
                            row.get("existing_delete_files_count", Integer.class),
                            row.get("deleted_delete_files_count", Integer.class),
                            summaries(row.get("partition_summaries", List.class)),
                            row.get("reference_snapshot_id", Long.class)))));
  }

  private static List<List<Object>> summaries(List<?> structs) {
    List<List<Object>> summaries = new ArrayList<>();
    for (Object struct : structs) {
      StructLike summary = (StructLike) struct;
      summaries.add(
          Arrays.asList(
              summary.get(0, Boolean.class),
              summary.get(1, Boolean.class),
              summary.get(2, String.class),
              summary.get(3, String.class)));
    }
    return summaries;
  }
}
