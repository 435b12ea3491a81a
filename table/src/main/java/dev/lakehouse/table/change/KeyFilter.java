package dev.lakehouse.table.change;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** The range in which all keys of some data files lie, by the files' metrics. */
public final class KeyFilter {
  private KeyFilter() {}

  /**
   * A filter that every row matches whose key is in one of the files.
   *
   * @param schema the schema that the files were written with
   */
  public static Expression of(Schema schema, List<String> key, List<DataFile> files) {
    Expression filter = Expressions.alwaysTrue();
    for (String column : key) {
      NestedField field = schema.caseInsensitiveFindField(column);
      if (isOrderedAlike(field.type())) {
        filter = Expressions.and(filter, range(field, files));
      }
    }
    return filter;
  }

  /**
   * True if Iceberg puts values into the same order as DuckDB, which wrote the bounds and compares
   * the keys. NaN is in no bounds, and to DuckDB 0.0 equals -0.0; UUIDs are ordered by their bytes
   * or as signed numbers.
   */
  private static boolean isOrderedAlike(Type type) {
    return switch (type.typeId()) {
      case FLOAT, DOUBLE, UUID -> false;
      default -> type.isPrimitiveType();
    };
  }

  private static Expression range(NestedField field, List<DataFile> files) {
    Comparator<Object> comparator = Comparators.forType(field.type().asPrimitiveType());
    Object lower = null;
    Object upper = null;
    for (DataFile file : files) {
      Object fileLower = bound(file.lowerBounds(), field);
      Object fileUpper = bound(file.upperBounds(), field);
      if (fileLower == null || fileUpper == null) {
        return Expressions.alwaysTrue();
      }
      lower = lower == null || comparator.compare(fileLower, lower) < 0 ? fileLower : lower;
      upper = upper == null || comparator.compare(fileUpper, upper) > 0 ? fileUpper : upper;
    }
    return lower == null
        ? Expressions.alwaysTrue()
        : Expressions.and(
            Expressions.greaterThanOrEqual(field.name(), literal(lower)),
            Expressions.lessThanOrEqual(field.name(), literal(upper)));
  }

  /** Null if the file has no such metric. */
  private static Object bound(Map<Integer, ByteBuffer> bounds, NestedField field) {
    ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
    return bound == null ? null : Conversions.fromByteBuffer(field.type(), bound);
  }

  private static Object literal(Object value) {
    return value instanceof CharSequence text ? text.toString() : value;
  }
}
