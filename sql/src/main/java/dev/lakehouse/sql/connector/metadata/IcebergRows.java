package dev.lakehouse.sql.connector.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.iceberg.DataTask;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.MetadataTableUtils;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** The rows of Iceberg's own metadata tables. */
final class IcebergRows {
  private IcebergRows() {}

  /**
   * A row with its columns' names and types. It is valid until the next row is read.
   *
   * @param type the columns
   */
  record Row(Types.StructType type, StructLike values) {
    /** A value, or null if it is NULL. */
    <T> T get(String column, Class<T> javaClass) {
      return values.get(position(column), javaClass);
    }

    /** A value that is a row itself. */
    Row row(String column) {
      return new Row(type.field(column).type().asStructType(), get(column, StructLike.class));
    }

    boolean has(String column) {
      return type.field(column) != null;
    }

    private int position(String column) {
      return type.fields().indexOf(type.field(column));
    }
  }

  /** Reads one of the metadata tables, for the table's current snapshot where it has one. */
  static void forEach(Table table, MetadataTableType kind, Consumer<Row> consumer) {
    TableScan scan = MetadataTableUtils.createMetadataTableInstance(table, kind).newScan();
    Types.StructType type = scan.schema().asStruct();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<StructLike> rows = ((DataTask) task).rows()) {
          rows.forEach(row -> consumer.accept(new Row(type, row)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
