package dev.lakehouse.sql.delegate;

import static io.airlift.slice.Slices.wrappedBuffer;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.DateTimeEncoding.unpackMillisUtc;
import static io.trino.spi.type.DateTimeEncoding.unpackZoneKey;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.TrinoException;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.ColorType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.IpAddressType;
import io.trino.type.JsonType;
import io.trino.type.UnknownType;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The codec of each type that can be held in DuckDB. */
final class Codecs {
  private static final int MICROS = 6;
  private static final long PICOS_PER_MICRO = 1_000_000;
  private static final long PICOS_PER_MILLI = 1_000_000_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private Codecs() {}

  /**
   * The codec of a type.
   *
   * @param zone the zone of the timestamps with time zone in it
   * @throws dev.lakehouse.sql.type.Unsupported if values of the type cannot be held
   */
  static Codec of(Type type, Optional<TimeZoneKey> zone) {
    String storage = StorageTypes.of(type);
    return switch (type) {
      case BooleanType bool ->
          new LeafCodec.OfLong(
              type,
              cast("BIGINT", storage),
              (block, position) -> bool.getBoolean(block, position) ? 1 : 0,
              (to, value) -> bool.writeBoolean(to, value != 0));
      case TinyintType _, SmallintType _, IntegerType _, IntervalYearMonthType _, ColorType _ ->
          ofLong(
              type,
              LeafCodec.Sql.direct(
                  "CAST(%s AS BIGINT)", "CAST(%%s AS %s)".formatted(storage), storage));
      case BigintType _, IntervalDayTimeType _ ->
          ofLong(type, LeafCodec.Sql.direct("%s", "%s", storage));
      case DateType _ ->
          ofLong(
              type,
              LeafCodec.Sql.of(
                  "((%s) - DATE '1970-01-01')", "(DATE '1970-01-01' + CAST(%s AS INTEGER))"));
      case RealType real ->
          new LeafCodec.OfDouble(
              type,
              LeafCodec.Sql.direct("CAST(%s AS DOUBLE)", "CAST(%s AS FLOAT)", storage),
              real::getFloat,
              (to, value) -> real.writeFloat(to, (float) value));
      case DoubleType number ->
          new LeafCodec.OfDouble(
              type,
              LeafCodec.Sql.direct("%s", "%s", storage),
              number::getDouble,
              number::writeDouble);
      case DecimalType decimal -> ofDecimal(decimal, storage);
      case VarcharType _, CharType _, JsonType _ ->
          new LeafCodec.OfText(
              type,
              LeafCodec.Sql.direct("%s", "%s", storage),
              (block, position) -> type.getSlice(block, position).getBytes(),
              (to, value) -> type.writeSlice(to, wrappedBuffer(value)));
      case VarbinaryType _, IpAddressType _ ->
          new LeafCodec.OfText(
              type,
              LeafCodec.Sql.of("to_base64(%s)", "from_base64(%s)"),
              (block, position) ->
                  Base64.getEncoder().encode(type.getSlice(block, position).getBytes()),
              (to, value) -> type.writeSlice(to, wrappedBuffer(Base64.getDecoder().decode(value))));
      case UuidType _ ->
          new LeafCodec.OfText(
              type,
              LeafCodec.Sql.direct("CAST(%s AS VARCHAR)", "CAST(%s AS UUID)", storage),
              (block, position) ->
                  UuidType.trinoUuidToJavaUuid(type.getSlice(block, position))
                      .toString()
                      .getBytes(UTF_8),
              (to, value) ->
                  type.writeSlice(
                      to, UuidType.javaUuidToTrinoUuid(UUID.fromString(new String(value, UTF_8)))));
      case TimeType time when time.getPrecision() > MICROS ->
          ofLong(type, LeafCodec.Sql.direct("%s", "%s", storage));
      case TimeType time ->
          new LeafCodec.OfLong(
              type,
              LeafCodec.Sql.of("epoch_us(%s)", "CAST(make_timestamp(%s) AS TIME)"),
              (block, position) -> time.getLong(block, position) / PICOS_PER_MICRO,
              (to, value) -> time.writeLong(to, value * PICOS_PER_MICRO));
      case TimeWithTimeZoneType _ ->
          new LeafCodec.OfLong(
              type,
              LeafCodec.Sql.direct("%s", "%s", storage),
              (block, position) -> OffsetTimes.toStorage(type.getLong(block, position)),
              (to, value) -> type.writeLong(to, OffsetTimes.fromStorage(value)));
      case TimestampType timestamp when timestamp.isShort() ->
          ofLong(type, LeafCodec.Sql.of("epoch_us(%s)", "make_timestamp(%s)"));
      case TimestampType timestamp -> picoseconds(timestamp);
      case TimestampWithTimeZoneType zoned ->
          zoned(
              zoned,
              zone.orElseThrow(() ->
                  new IllegalArgumentException("a value of type %s has no zone".formatted(type))));
      // Only NULL has this type.
      case UnknownType _ -> ofLong(type, cast("BIGINT", storage));
      case ArrayType array -> new NestedCodec.OfArray(array, of(array.getElementType(), zone));
      case MapType map ->
          new NestedCodec.OfMap(map, of(map.getKeyType(), zone), of(map.getValueType(), zone));
      case RowType row ->
          new NestedCodec.OfRow(
              row, row.getFields().stream().map(field -> of(field.getType(), zone)).toList());
      default -> throw new IllegalStateException("no codec for the type " + type);
    };
  }

  private static LeafCodec.Sql cast(String carrier, String storage) {
    return LeafCodec.Sql.of(
        "CAST(%%s AS %s)".formatted(carrier), "CAST(%%s AS %s)".formatted(storage));
  }

  private static Codec ofLong(Type type, LeafCodec.Sql sql) {
    return new LeafCodec.OfLong(type, sql, type::getLong, type::writeLong);
  }

  private static Codec ofDecimal(DecimalType type, String storage) {
    LeafCodec.Sql sql =
        LeafCodec.Sql.direct(
            "CAST(%%s AS %s)".formatted(Carrier.of(type).sql()),
            "CAST(%%s AS %s)".formatted(storage),
            storage);
    return type.isShort()
        ? new LeafCodec.OfShortDecimal(type, sql)
        : new LeafCodec.OfWide(
            type,
            sql,
            type.getScale(),
            (block, position) -> (Int128) type.getObject(block, position),
            type::writeObject);
  }

  /** A number of picoseconds, which is held as it travels. */
  private static Codec ofPicoseconds(
      Type type, LeafCodec.OfWide.ToWide reader, LeafCodec.OfWide.FromWide writer) {
    return new LeafCodec.OfWide(
        type, LeafCodec.Sql.direct("%s", "%s", StorageTypes.of(type)), 0, reader, writer);
  }

  private static Codec picoseconds(TimestampType type) {
    return ofPicoseconds(
        type,
        (block, position) -> {
          LongTimestamp value = (LongTimestamp) type.getObject(block, position);
          return wide(value.getEpochMicros(), PICOS_PER_MICRO, value.getPicosOfMicro());
        },
        (to, value) -> {
          BigInteger[] parts = split(value, PICOS_PER_MICRO);
          type.writeObject(
              to, new LongTimestamp(parts[0].longValueExact(), parts[1].intValueExact()));
        });
  }

  private static Codec picoseconds(TimestampWithTimeZoneType type, TimeZoneKey zone) {
    return ofPicoseconds(
        type,
        (block, position) -> {
          LongTimestampWithTimeZone value =
              (LongTimestampWithTimeZone) type.getObject(block, position);
          check(zone, TimeZoneKey.getTimeZoneKey(value.getTimeZoneKey()));
          return wide(value.getEpochMillis(), PICOS_PER_MILLI, value.getPicosOfMilli());
        },
        (to, value) -> {
          BigInteger[] parts = split(value, PICOS_PER_MILLI);
          type.writeObject(
              to,
              LongTimestampWithTimeZone.fromEpochMillisAndFraction(
                  parts[0].longValueExact(), parts[1].intValueExact(), zone));
        });
  }

  private static Int128 wide(long units, long picosPerUnit, int picos) {
    return Int128.valueOf(
        BigInteger.valueOf(units)
            .multiply(BigInteger.valueOf(picosPerUnit))
            .add(BigInteger.valueOf(picos)));
  }

  /** Whole units, and the picoseconds beyond, which are not negative. */
  private static BigInteger[] split(Int128 picos, long picosPerUnit) {
    BigInteger unit = BigInteger.valueOf(picosPerUnit);
    BigInteger rest = picos.toBigInteger().mod(unit);
    return new BigInteger[] {picos.toBigInteger().subtract(rest).divide(unit), rest};
  }

  private static Codec zoned(TimestampWithTimeZoneType type, TimeZoneKey zone) {
    if (type.getPrecision() > MICROS) {
      return picoseconds(type, zone);
    }
    LeafCodec.Sql sql = LeafCodec.Sql.of("epoch_us(%s)", "make_timestamptz(%s)");
    if (type.isShort()) {
      return new LeafCodec.OfLong(
          type,
          sql,
          (block, position) -> {
            long packed = type.getLong(block, position);
            check(zone, unpackZoneKey(packed));
            return unpackMillisUtc(packed) * MICROS_PER_MILLI;
          },
          (to, value) ->
              type.writeLong(
                  to, packDateTimeWithZone(Math.floorDiv(value, MICROS_PER_MILLI), zone)));
    }
    return new LeafCodec.OfLong(
        type,
        sql,
        (block, position) -> {
          LongTimestampWithTimeZone value =
              (LongTimestampWithTimeZone) type.getObject(block, position);
          check(zone, TimeZoneKey.getTimeZoneKey(value.getTimeZoneKey()));
          return value.getEpochMillis() * MICROS_PER_MILLI
              + value.getPicosOfMilli() / PICOS_PER_MICRO;
        },
        (to, value) ->
            type.writeObject(
                to,
                LongTimestampWithTimeZone.fromEpochMillisAndFraction(
                    Math.floorDiv(value, MICROS_PER_MILLI),
                    (int) (Math.floorMod(value, MICROS_PER_MILLI) * PICOS_PER_MICRO),
                    zone)));
  }

  /** Refuses a value that would lose its zone. */
  private static void check(TimeZoneKey expected, TimeZoneKey found) {
    if (!expected.equals(found)) {
      throw new TrinoException(
          NOT_SUPPORTED,
          "Timestamps with different time zones (%s and %s) in one column are not supported by the"
                  .formatted(expected.getId(), found.getId())
              + " embedded engine; convert them with AT TIME ZONE");
    }
  }
}
