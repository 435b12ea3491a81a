package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.IntegerType.INTEGER;
import static io.trino.spi.type.VarbinaryType.VARBINARY;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static io.trino.type.JsonType.JSON;

import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** The files of a table, and the entries of its manifests. */
final class FileTables {
  private static final String DATA_FILE = "data_file";
  private static final String PARTITION = "partition";
  private static final String READABLE_METRICS = "readable_metrics";
  private static final TypeOperators OPERATORS = new TypeOperators();
  private static final MapType COUNTS = new MapType(INTEGER, BIGINT, OPERATORS);
  private static final MapType BOUNDS = new MapType(INTEGER, VARCHAR, OPERATORS);

  private final Optional<PartitionRow> partitions;
  private final Map<Integer, org.apache.iceberg.types.Type> types = new HashMap<>();

  private FileTables(Table table) {
    this.partitions = PartitionRow.of(table);
    TypeUtil.indexById(table.schema().asStruct())
        .forEach((id, field) -> types.put(id, field.type()));
  }

  /** The data and delete files of the current snapshot. */
  static MetadataTable files(SchemaTableName name, Table table) {
    FileTables files = new FileTables(table);
    List<ColumnMetadata> columns = new ArrayList<>();
    files
        .columns()
        .forEach(field -> columns.add(column(field.getName().orElseThrow(), field.getType())));
    columns.add(column(READABLE_METRICS, JSON));
    return new MetadataTable(
        name,
        columns,
        (_, rows) -> {
          if (table.currentSnapshot() != null) {
            IcebergRows.forEach(
                table,
                MetadataTableType.FILES,
                row -> {
                  List<Object> values = files.values(row, files.types);
                  values.add(ReadableMetrics.json(row.row(READABLE_METRICS)));
                  rows.accept(values);
                });
          }
        });
  }

  /**
   * The entries of manifests.
   *
   * @param kind ENTRIES for those of the current snapshot, ALL_ENTRIES for those of all
   */
  static MetadataTable entries(SchemaTableName name, Table table, MetadataTableType kind) {
    FileTables files = new FileTables(table);
    return new MetadataTable(
        name,
        List.of(
            column("status", INTEGER),
            column("snapshot_id", BIGINT),
            column("sequence_number", BIGINT),
            column("file_sequence_number", BIGINT),
            column(DATA_FILE, RowType.from(files.columns())),
            column(READABLE_METRICS, JSON)),
        (_, rows) ->
            IcebergRows.forEach(
                table,
                kind,
                row ->
                    rows.accept(
                        Arrays.asList(
                            row.get("status", Integer.class),
                            row.get("snapshot_id", Long.class),
                            row.get("sequence_number", Long.class),
                            row.get("file_sequence_number", Long.class),
                            files.entryFile(row.row(DATA_FILE)),
                            ReadableMetrics.json(row.row(READABLE_METRICS))))));
  }

  private List<RowType.Field> columns() {
    List<RowType.Field> columns = new ArrayList<>();
    add(columns, "content", INTEGER);
    add(columns, "file_path", VARCHAR);
    add(columns, "file_format", VARCHAR);
    add(columns, "spec_id", INTEGER);
    partitions.ifPresent(partition -> add(columns, PARTITION, partition.type()));
    add(columns, "record_count", BIGINT);
    add(columns, "file_size_in_bytes", BIGINT);
    add(columns, "column_sizes", COUNTS);
    add(columns, "value_counts", COUNTS);
    add(columns, "null_value_counts", COUNTS);
    add(columns, "nan_value_counts", COUNTS);
    add(columns, "lower_bounds", BOUNDS);
    add(columns, "upper_bounds", BOUNDS);
    add(columns, "key_metadata", VARBINARY);
    add(columns, "split_offsets", new ArrayType(BIGINT));
    add(columns, "equality_ids", new ArrayType(INTEGER));
    add(columns, "sort_order_id", INTEGER);
    return columns;
  }

  private static void add(List<RowType.Field> columns, String name, Type type) {
    columns.add(RowType.field(name, type));
  }

  private List<Object> entryFile(IcebergRows.Row file) {
    boolean positions = file.get("content", Integer.class) == FileContent.POSITION_DELETES.id();
    return values(
        file,
        positions
            ? Map.of(
                MetadataColumns.DELETE_FILE_PATH.fieldId(), Types.StringType.get(),
                MetadataColumns.DELETE_FILE_POS.fieldId(), Types.LongType.get())
            : types);
  }

  private List<Object> values(
      IcebergRows.Row file, Map<Integer, org.apache.iceberg.types.Type> boundTypes) {
    List<Object> values = new ArrayList<>();
    values.add(file.get("content", Integer.class));
    values.add(file.get("file_path", String.class));
    values.add(file.get("file_format", String.class));
    values.add(file.get("spec_id", Integer.class));
    partitions.ifPresent(partition ->
        values.add(
            partition.values(
                file.type().field(PARTITION).type().asStructType(),
                file.get(PARTITION, StructLike.class))));
    values.add(file.get("record_count", Long.class));
    values.add(file.get("file_size_in_bytes", Long.class));
    values.add(file.get("column_sizes", Map.class));
    values.add(file.get("value_counts", Map.class));
    values.add(file.get("null_value_counts", Map.class));
    values.add(file.get("nan_value_counts", Map.class));
    values.add(bounds(file.get("lower_bounds", Map.class), boundTypes));
    values.add(bounds(file.get("upper_bounds", Map.class), boundTypes));
    values.add(file.get("key_metadata", ByteBuffer.class));
    values.add(file.get("split_offsets", List.class));
    values.add(file.get("equality_ids", List.class));
    values.add(file.get("sort_order_id", Integer.class));
    return values;
  }

  /** Bounds as texts; those of columns that the table no longer has are left out. */
  private static Map<Integer, String> bounds(
      Map<?, ?> bounds, Map<Integer, org.apache.iceberg.types.Type> types) {
    if (bounds == null) {
      return null;
    }
    Transform<Object, Object> identity = Transforms.identity();
    Map<Integer, String> texts = new LinkedHashMap<>();
    bounds.forEach((id, bound) -> {
      org.apache.iceberg.types.Type type = types.get((Integer) id);
      if (type != null) {
        texts.put(
            (Integer) id,
            identity.toHumanString(type, Conversions.fromByteBuffer(type, (ByteBuffer) bound)));
      }
    });
    return texts;
  }
}
