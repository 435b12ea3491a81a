package dev.lakehouse.sql.connector;

import dev.lakehouse.sql.type.TrinoTypes;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** The columns of tables as Trino sees them, those among them that a table has by itself. */
final class TableColumns {
  private TableColumns() {}

  static List<ColumnMetadata> of(Schema schema) {
    List<ColumnMetadata> columns = new ArrayList<>();
    schema.columns().forEach(field -> columns.add(metadata(field)));
    MetadataColumn.selectable().forEach(hidden -> columns.add(hidden.metadata()));
    return columns;
  }

  static ColumnMetadata of(Schema schema, LakehouseColumn column) {
    return MetadataColumn.of(column)
        .map(MetadataColumn::metadata)
        .orElseGet(() -> metadata(schema.findField(column.fieldId())));
  }

  private static ColumnMetadata metadata(Types.NestedField field) {
    return ColumnMetadata.builder()
        .setName(field.name())
        .setType(TrinoTypes.of(field.type()))
        .setNullable(field.isOptional())
        .setComment(Optional.ofNullable(field.doc()))
        .build();
  }

  /** What plans call them, by their names in lower case. */
  static Map<String, ColumnHandle> handles(Schema schema) {
    Map<String, ColumnHandle> columns = new LinkedHashMap<>();
    for (Types.NestedField field : schema.columns()) {
      columns.put(
          field.name().toLowerCase(Locale.ENGLISH),
          new LakehouseColumn(field.fieldId(), field.name(), TrinoTypes.of(field.type())));
    }
    MetadataColumn.selectable()
        .forEach(hidden -> columns.put(hidden.columnName(), hidden.handle()));
    return columns;
  }
}
