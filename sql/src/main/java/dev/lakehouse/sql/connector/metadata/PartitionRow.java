package dev.lakehouse.sql.connector.metadata;

import dev.lakehouse.sql.type.TrinoTypes;
import io.trino.spi.type.RowType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The column {@code partition}: a row of all partition fields that the table has or had, less those
 * whose column is gone.
 */
final class PartitionRow {
  private final List<PartitionField> fields;
  private final RowType type;

  private PartitionRow(List<PartitionField> fields, RowType type) {
    this.fields = fields;
    this.type = type;
  }

  /** That of a table; empty if it never had partitions. */
  static Optional<PartitionRow> of(Table table) {
    Schema schema = table.schema();
    Map<Integer, PartitionField> fields = new LinkedHashMap<>();
    for (PartitionSpec spec : table.specs().values()) {
      for (PartitionField field : spec.fields()) {
        if (schema.findField(field.sourceId()) != null) {
          fields.putIfAbsent(field.fieldId(), field);
        }
      }
    }
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    RowType type =
        RowType.from(
            fields.values().stream()
                .map(field -> RowType.field(field.name(), TrinoTypes.of(resultType(schema, field))))
                .toList());
    return Optional.of(new PartitionRow(List.copyOf(fields.values()), type));
  }

  private static Type resultType(Schema schema, PartitionField field) {
    return field.transform().getResultType(schema.findType(field.sourceId()));
  }

  RowType type() {
    return type;
  }

  /**
   * The values of a partition.
   *
   * @param structType the partition's fields, by the ids of partition fields
   */
  List<Object> values(Types.StructType structType, StructLike partition) {
    List<Object> values = new ArrayList<>();
    for (PartitionField field : fields) {
      int position = structType.fields().indexOf(structType.field(field.fieldId()));
      values.add(position < 0 ? null : partition.get(position, Object.class));
    }
    return values;
  }
}
