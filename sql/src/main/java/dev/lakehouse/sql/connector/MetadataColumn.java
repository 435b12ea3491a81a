package dev.lakehouse.sql.connector;

import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.MetadataColumns;

/** The columns that every table has and {@code SELECT *} does not show. */
public enum MetadataColumn {
  /** The partition of the row's file, as a path. */
  PARTITION("$partition", MetadataColumns.PARTITION_COLUMN_ID),
  /** The location of the row's file. */
  PATH("$path", MetadataColumns.FILE_PATH.fieldId()),
  /** When the row's file was written. */
  FILE_MODIFIED_TIME("$file_modified_time", Integer.MAX_VALUE - 1001),
  /** Which row it is: its file's location and its position there, from 0. Only for changes. */
  ROW_ID("$row_id", Integer.MIN_VALUE + 1);

  private static final List<MetadataColumn> SELECTABLE =
      List.of(PARTITION, PATH, FILE_MODIFIED_TIME);

  private final String columnName;
  private final int fieldId;

  MetadataColumn(String columnName, int fieldId) {
    this.columnName = columnName;
    this.fieldId = fieldId;
  }

  /** Those that a query can name. */
  public static List<MetadataColumn> selectable() {
    return SELECTABLE;
  }

  /** Which of them a column is; empty for a column of the table itself. */
  public static Optional<MetadataColumn> of(LakehouseColumn column) {
    return Arrays.stream(values()).filter(known -> known.fieldId == column.fieldId()).findFirst();
  }

  /** Its name in SQL. */
  public String columnName() {
    return columnName;
  }

  /** Its type in Trino. */
  public Type type() {
    return switch (this) {
      case PARTITION, PATH -> VarcharType.VARCHAR;
      case FILE_MODIFIED_TIME -> TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
      case ROW_ID ->
          RowType.rowType(
              RowType.field("file_path", VarcharType.VARCHAR),
              RowType.field("pos", BigintType.BIGINT));
    };
  }

  /** What the plan calls it. */
  public LakehouseColumn handle() {
    return new LakehouseColumn(fieldId, columnName, type());
  }

  ColumnMetadata metadata() {
    return ColumnMetadata.builder().setName(columnName).setType(type()).setHidden(true).build();
  }
}
