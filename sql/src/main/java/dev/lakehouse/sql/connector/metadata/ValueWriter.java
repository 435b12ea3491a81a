package dev.lakehouse.sql.connector.metadata;

import io.airlift.slice.Slices;
import io.trino.spi.block.ArrayBlockBuilder;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.MapBlockBuilder;
import io.trino.spi.block.RowBlockBuilder;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.JsonType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes values into Trino's blocks. They are Java's and Iceberg's own: String, Long, Integer, days
 * and microseconds since 1970 for dates and times, Map, List for arrays and rows; a TIMESTAMP(3)
 * WITH TIME ZONE is packed as Trino packs it; null is NULL.
 */
final class ValueWriter {
  private static final long PICOS_PER_MICRO = 1_000_000;
  private static final int MICROS_PER_MILLI = 1000;

  private ValueWriter() {}

  static void write(Type type, BlockBuilder out, Object value) {
    if (value == null) {
      out.appendNull();
      return;
    }
    switch (type) {
      case BooleanType bool -> bool.writeBoolean(out, (Boolean) value);
      case IntegerType _, DateType _, BigintType _ ->
          type.writeLong(out, ((Number) value).longValue());
      case RealType real -> real.writeLong(out, Float.floatToIntBits((Float) value));
      case DoubleType number -> number.writeDouble(out, (Double) value);
      case DecimalType decimal -> writeDecimal(decimal, out, (BigDecimal) value);
      case VarcharType text -> text.writeString(out, value.toString());
      case VarbinaryType binary ->
          binary.writeSlice(out, Slices.wrappedBuffer(bytes((ByteBuffer) value)));
      case UuidType uuid -> uuid.writeSlice(out, UuidType.javaUuidToTrinoUuid((UUID) value));
      case TimeType time -> time.writeLong(out, (Long) value * PICOS_PER_MICRO);
      case TimestampType timestamp -> timestamp.writeLong(out, (Long) value);
      case TimestampWithTimeZoneType zoned when zoned.isShort() ->
          zoned.writeLong(out, (Long) value);
      case TimestampWithTimeZoneType zoned -> zoned.writeObject(out, instant((Long) value));
      case JsonType json -> json.writeSlice(out, Slices.utf8Slice((String) value));
      case ArrayType array ->
          ((ArrayBlockBuilder) out)
              .buildEntry(elements ->
                  ((List<?>) value)
                      .forEach(element -> write(array.getElementType(), elements, element)));
      case MapType map ->
          ((MapBlockBuilder) out)
              .buildEntry((keys, values) ->
                  ((Map<?, ?>) value)
                      .forEach((key, entry) -> {
                        write(map.getKeyType(), keys, key);
                        write(map.getValueType(), values, entry);
                      }));
      case RowType row ->
          ((RowBlockBuilder) out).buildEntry(fields -> writeFields(row, fields, (List<?>) value));
      default -> throw new IllegalArgumentException("no way to write " + type);
    }
  }

  private static void writeFields(RowType row, List<BlockBuilder> fields, List<?> values) {
    for (int i = 0; i < fields.size(); i++) {
      write(row.getFields().get(i).getType(), fields.get(i), values.get(i));
    }
  }

  private static void writeDecimal(DecimalType type, BlockBuilder out, BigDecimal value) {
    if (type.isShort()) {
      type.writeLong(out, value.unscaledValue().longValueExact());
    } else {
      type.writeObject(out, Int128.valueOf(value.unscaledValue()));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static LongTimestampWithTimeZone instant(long micros) {
    return LongTimestampWithTimeZone.fromEpochMillisAndFraction(
        Math.floorDiv(micros, MICROS_PER_MILLI),
        (int) (Math.floorMod(micros, MICROS_PER_MILLI) * PICOS_PER_MICRO),
        TimeZoneKey.UTC_KEY);
  }
}
