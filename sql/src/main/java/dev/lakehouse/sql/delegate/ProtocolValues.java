package dev.lakehouse.sql.delegate;

import io.airlift.slice.Slice;
import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.Chars;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as Trino's client protocol has them in JSON. The form is that of {@code
 * io.trino.server.protocol.JsonEncodingUtils}, with numbers that JSON lacks as the texts that it
 * writes for them.
 */
final class ProtocolValues {
  private ProtocolValues() {}

  /** A value of a block; null if it is NULL. */
  static Object of(Type type, Block block, int position) {
    if (block.isNull(position)) {
      return null;
    }
    return switch (type) {
      case BooleanType bool -> bool.getBoolean(block, position);
      case TinyintType number -> number.getByte(block, position);
      case SmallintType number -> number.getShort(block, position);
      case IntegerType number -> number.getInt(block, position);
      case BigintType number -> number.getLong(block, position);
      case RealType number -> number(number.getFloat(block, position));
      case DoubleType number -> number(number.getDouble(block, position));
      case VarcharType text -> text.getSlice(block, position).toStringUtf8();
      case CharType text ->
          Chars.padSpaces(text.getSlice(block, position), text.getLength()).toStringUtf8();
      case VarbinaryType _ -> base64(type.getSlice(block, position));
      case ArrayType array -> {
        Block elements = array.getObject(block, position);
        List<Object> values = new ArrayList<>(elements.getPositionCount());
        for (int i = 0; i < elements.getPositionCount(); i++) {
          values.add(of(array.getElementType(), elements, i));
        }
        yield values;
      }
      case MapType map -> map(map, map.getObject(block, position));
      case RowType row -> row(row, row.getObject(block, position));
      // Trino's session has no part in it.
      default -> type.getObjectValue(null, block, position).toString();
    };
  }

  /** A REAL, which JSON may lack. */
  static Object number(float value) {
    return Float.isFinite(value) ? (Object) value : Float.toString(value);
  }

  /** A DOUBLE, which JSON may lack. */
  static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  private static String base64(Slice bytes) {
    return Base64.getEncoder().encodeToString(bytes.getBytes());
  }

  private static Map<String, Object> map(MapType type, SqlMap map) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = map.getRawOffset(); i < map.getRawOffset() + map.getSize(); i++) {
      values.put(
          type.getKeyType().getObjectValue(null, map.getRawKeyBlock(), i).toString(),
          of(type.getValueType(), map.getRawValueBlock(), i));
    }
    return values;
  }

  private static List<Object> row(RowType type, SqlRow row) {
    List<Object> values = new ArrayList<>(row.getFieldCount());
    for (int i = 0; i < row.getFieldCount(); i++) {
      values.add(of(type.getFields().get(i).getType(), row.getRawFieldBlock(i), row.getRawIndex()));
    }
    return values;
  }
}
