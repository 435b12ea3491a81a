package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.delegate.OffsetTimes;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.Type;

/**
 * What DuckDB groups by: texts that it takes for the same where Trino takes the values for the
 * same. Maps are the same whatever the order of their entries is, and times with time zone whatever
 * their offset is.
 */
final class DistinctKeys {
  private DistinctKeys() {}

  /** True if a value is its own key. */
  static boolean isValue(Type type) {
    return !(type instanceof MapType)
        && !(type instanceof TimeWithTimeZoneType)
        && type.getTypeParameters().stream().allMatch(DistinctKeys::isValue);
  }

  /**
   * The key of a value.
   *
   * @param value its text; may be there several times in the result
   */
  static String of(Type type, String value) {
    if (isValue(type)) {
      return value;
    }
    return switch (type) {
      case TimeWithTimeZoneType _ -> "(%s >> %d)".formatted(value, OffsetTimes.OFFSET_BITS);
      case ArrayType array -> each(value, of(array.getElementType(), "_k"));
      // Keys differ, so that it is them alone by which entries are ordered.
      case MapType map ->
          "list_sort(%s)"
              .formatted(
                  each(
                      "map_entries(%s)".formatted(value),
                      "struct_pack(key := %s, value := %s)"
                          .formatted(
                              of(map.getKeyType(), "struct_extract(_k, 'key')"),
                              of(map.getValueType(), "struct_extract(_k, 'value')"))));
      case RowType row ->
          RebuiltRow.of(
              row, value, (position, field) -> of(row.getFields().get(position).getType(), field));
      default -> throw new IllegalStateException("no key for the type " + type);
    };
  }

  private static String each(String list, String element) {
    return "list_transform(%s, lambda _k: %s)".formatted(list, element);
  }
}
