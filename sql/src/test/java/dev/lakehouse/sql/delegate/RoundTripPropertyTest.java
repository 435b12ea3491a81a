package dev.lakehouse.sql.delegate;

import static io.trino.spi.predicate.Utils.nativeValueToBlock;
import static io.trino.spi.type.TypeUtils.writeNativeValue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.TestDirectory;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.MapBlockBuilder;
import io.trino.spi.block.RowBlockBuilder;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.Chars;
import io.trino.spi.type.DateTimeEncoding;
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
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.Symbol;
import io.trino.type.ColorType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.IpAddressType;
import io.trino.type.UnknownType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Values of all types come out as they went in, on all ways there are. */
class RoundTripPropertyTest {
  private static final TimeZoneKey ZONE = TimeZoneKey.getTimeZoneKey("Asia/Kolkata");
  private static final TypeOperators OPERATORS = new TypeOperators();
  private static final long DAY_MICROS = 86_400_000_000L;

  private TestDirectory directory;
  private Delegation delegation;

  @BeforeProperty
  void open() throws IOException {
    directory = TestDirectory.create("round-trip");
    delegation = new Delegation(directory.path());
  }

  @AfterProperty
  void close() throws IOException {
    delegation.close();
    directory.close();
  }

  /** A type and some values of it. */
  record Column(Type type, List<Optional<Object>> values) {
    List<List<Object>> expected() {
      List<List<Object>> rows = new ArrayList<>();
      for (Optional<Object> value : values) {
        List<Object> row = new ArrayList<>();
        row.add(ProtocolValues.of(type, nativeValueToBlock(type, value.orElse(null)), 0));
        rows.add(row);
      }
      return rows;
    }

    /** The values as DuckDB's rows. */
    String rows() {
      return "(VALUES %s) v(i, x)"
          .formatted(
              String.join(
                  ", ",
                  IntStream.range(0, values.size())
                      .mapToObj(
                          i -> "(%d, %s)".formatted(i, Constants.literal(type, values.get(i))))
                      .toList()));
    }
  }

  @Property(tries = 500)
  void aConstantIsReadAsItWasWritten(@ForAll("columns") Column column) {
    ResultDecoder decoder = new ResultDecoder(column.type(), Optional.of(ZONE));
    assertThat(
            delegation.run(
                "SELECT %s FROM %s ORDER BY i".formatted(decoder.select("x"), column.rows()),
                List.of(decoder)))
        .isEqualTo(column.expected());
  }

  @Property(tries = 500)
  void aConstantHasTheTypeOfItsStorage(@ForAll("columns") Column column) {
    String storage = StorageTypes.of(column.type());
    assertThat(
            delegation.session.number(
                "SELECT count(*) FROM %s WHERE typeof(x) <> typeof(CAST(NULL AS %s))"
                    .formatted(column.rows(), storage)))
        .isZero();
  }

  @Property(tries = 500)
  void anExpressionGivesWhatItGot(@ForAll("columns") Column column) {
    assertThat(
            delegation.<List<List<Object>>>inTransaction(transaction -> {
              Symbol symbol = new Symbol(column.type(), "x");
              try (TrinoExpressions.Scope scope =
                  delegation.expressions.scope(transaction.session())) {
                Value value =
                    scope.call(symbol.toSymbolReference(), Map.of(symbol, Value.of("x", ZONE)));
                ResultDecoder decoder = new ResultDecoder(column.type(), Optional.of(ZONE));
                String sql =
                    "SELECT %s FROM (SELECT i, %s AS y FROM %s) ORDER BY i"
                        .formatted(decoder.select("y"), value.sql(), column.rows());
                return delegation.run(sql, List.of(decoder));
              }
            }))
        .isEqualTo(column.expected());
  }

  @Provide
  Arbitrary<Column> columns() {
    return types(2)
        .flatMap(type ->
            values(type)
                .optional(0.85)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(values -> new Column(type, values)));
  }

  private static Arbitrary<Type> flat() {
    Arbitrary<Type> plain =
        Arbitraries.of(
            BooleanType.BOOLEAN,
            TinyintType.TINYINT,
            SmallintType.SMALLINT,
            IntegerType.INTEGER,
            BigintType.BIGINT,
            RealType.REAL,
            DoubleType.DOUBLE,
            VarcharType.VARCHAR,
            CharType.createCharType(5),
            VarbinaryType.VARBINARY,
            DateType.DATE,
            UuidType.UUID,
            UnknownType.UNKNOWN,
            IntervalDayTimeType.INTERVAL_DAY_TIME,
            IntervalYearMonthType.INTERVAL_YEAR_MONTH,
            IpAddressType.IPADDRESS,
            ColorType.COLOR);
    Arbitrary<Type> decimals =
        Arbitraries.integers()
            .between(1, 38)
            .flatMap(precision ->
                Arbitraries.integers()
                    .between(0, precision)
                    .map(scale -> DecimalType.createDecimalType(precision, scale)));
    Arbitrary<Type> times =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 12).map(TimeType::createTimeType),
            Arbitraries.integers()
                .between(0, 9)
                .map(TimeWithTimeZoneType::createTimeWithTimeZoneType));
    Arbitrary<Type> timestamps =
        Arbitraries.integers().between(0, 12).map(TimestampType::createTimestampType);
    Arbitrary<Type> zoned =
        Arbitraries.integers()
            .between(0, 12)
            .map(TimestampWithTimeZoneType::createTimestampWithTimeZoneType);
    return Arbitraries.frequencyOf(
        Tuple.of(6, plain),
        Tuple.of(2, decimals),
        Tuple.of(1, times),
        Tuple.of(1, timestamps),
        Tuple.of(1, zoned));
  }

  private static Arbitrary<Type> types(int depth) {
    if (depth == 0) {
      return flat();
    }
    Arbitrary<Type> inner = types(depth - 1);
    Arbitrary<Type> rows =
        Combinators.combine(inner.list().ofMinSize(1).ofMaxSize(3), Arbitraries.of(true, false))
            .as((fields, named) ->
                RowType.from(
                    IntStream.range(0, fields.size())
                        .mapToObj(i ->
                            named
                                ? RowType.field("it's \"" + i, fields.get(i))
                                : RowType.field(fields.get(i)))
                        .toList()));
    Arbitrary<Type> keys =
        Arbitraries.of(
            VarcharType.VARCHAR,
            BigintType.BIGINT,
            DateType.DATE,
            DecimalType.createDecimalType(20, 3),
            VarbinaryType.VARBINARY);
    return Arbitraries.frequencyOf(
        Tuple.of(3, flat()),
        Tuple.of(1, inner.map(ArrayType::new)),
        Tuple.of(
            1,
            Combinators.combine(keys, inner)
                .as((key, value) -> new MapType(key, value, OPERATORS))),
        Tuple.of(1, rows));
  }

  /** Values of a type in Trino's native form, none of them NULL. */
  private static Arbitrary<Object> values(Type type) {
    return switch (type) {
      case BooleanType _ -> Arbitraries.of(true, false);
      case TinyintType _ -> longs(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SmallintType _ -> longs(Short.MIN_VALUE, Short.MAX_VALUE);
      case IntegerType _, IntervalYearMonthType _ -> longs(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BigintType _ -> longs(Long.MIN_VALUE, Long.MAX_VALUE);
      // Beyond it Trino itself cannot write them.
      case IntervalDayTimeType _ -> longs(-Long.MAX_VALUE, Long.MAX_VALUE);
      case RealType _ ->
          Arbitraries.oneOf(
                  Arbitraries.of(
                      Float.NaN,
                      Float.NEGATIVE_INFINITY,
                      Float.POSITIVE_INFINITY,
                      -0.0f,
                      Float.MIN_VALUE,
                      Float.MAX_VALUE),
                  Arbitraries.floats())
              .map(value -> (long) Float.floatToIntBits(value));
      case DoubleType _ ->
          Arbitraries.oneOf(
                  Arbitraries.of(
                      Double.NaN,
                      Double.NEGATIVE_INFINITY,
                      Double.POSITIVE_INFINITY,
                      -0.0,
                      Double.MIN_VALUE,
                      Double.MAX_VALUE,
                      1e17),
                  Arbitraries.doubles())
              .map(Object.class::cast);
      case DecimalType decimal -> decimals(decimal);
      case VarcharType _ -> texts().map(Object.class::cast);
      case CharType chars ->
          texts().map(text -> Chars.truncateToLengthAndTrimSpaces(text, chars.getLength()));
      case VarbinaryType _ ->
          Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Slices::wrappedBuffer);
      case UuidType _, IpAddressType _ ->
          Arbitraries.bytes().array(byte[].class).ofSize(16).map(Slices::wrappedBuffer);
      // From the first to the last day that DuckDB has.
      case DateType _ -> longs(-2_147_483_646L, 2_147_483_646L);
      // Those below 0 are the names of colors.
      case ColorType _ -> longs(-8, 0xFFFFFF);
      case TimeWithTimeZoneType time -> {
        long unit = power(9 - time.getPrecision());
        yield Combinators.combine(
                Arbitraries.longs().between(0, DAY_MICROS * 1_000 / unit - 1),
                Arbitraries.integers().between(-14 * 60, 14 * 60))
            .as((nanos, offset) -> DateTimeEncoding.packTimeWithTimeZone(nanos * unit, offset));
      }
      case TimeType time -> {
        long unit = power(12 - time.getPrecision());
        yield longs(0, DAY_MICROS * 1_000_000 / unit - 1).map(value -> (Long) value * unit);
      }
      case TimestampType timestamp when timestamp.isShort() -> {
        long unit = power(6 - timestamp.getPrecision());
        yield longs(-9_000_000_000_000_000_000L / unit, 9_000_000_000_000_000_000L / unit)
            .map(value -> (Long) value * unit);
      }
      case TimestampType timestamp -> {
        int unit = (int) power(12 - timestamp.getPrecision());
        yield Combinators.combine(
                Arbitraries.longs(), Arbitraries.integers().between(0, 1_000_000 / unit - 1))
            .as((micros, fraction) -> new LongTimestamp(micros, fraction * unit));
      }
      case TimestampWithTimeZoneType zoned when zoned.isShort() -> {
        long unit = power(3 - zoned.getPrecision());
        yield Arbitraries.longs()
            .between(-2_000_000_000_000L / unit, 4_000_000_000_000L / unit)
            .map(value -> DateTimeEncoding.packDateTimeWithZone(value * unit, ZONE));
      }
      case TimestampWithTimeZoneType zoned -> {
        int unit = (int) power(12 - zoned.getPrecision());
        yield Combinators.combine(
                Arbitraries.longs().between(-2_000_000_000_000L, 4_000_000_000_000L),
                Arbitraries.integers().between(0, 1_000_000_000 / unit - 1))
            .as((millis, fraction) ->
                LongTimestampWithTimeZone.fromEpochMillisAndFraction(
                    millis, fraction * unit, ZONE));
      }
      case UnknownType _ -> Arbitraries.of(false);
      case ArrayType array ->
          values(array.getElementType())
              .optional(0.8)
              .list()
              .ofMaxSize(4)
              .map(elements -> block(array.getElementType(), elements));
      case MapType map ->
          values(map.getKeyType())
              .list()
              .uniqueElements()
              .ofMaxSize(3)
              .flatMap(keys ->
                  values(map.getValueType())
                      .optional(0.8)
                      .list()
                      .ofSize(keys.size())
                      .map(values -> map(map, keys, values)));
      case RowType row ->
          Combinators.combine(
                  row.getFields().stream()
                      .map(field -> values(field.getType()).optional(0.8))
                      .toList())
              .as(fields -> row(row, fields));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static Arbitrary<Object> longs(long from, long to) {
    return Arbitraries.longs().between(from, to).map(Object.class::cast);
  }

  private static long power(int exponent) {
    return BigInteger.TEN.pow(exponent).longValueExact();
  }

  private static Arbitrary<Object> decimals(DecimalType type) {
    BigInteger most = BigInteger.TEN.pow(type.getPrecision()).subtract(BigInteger.ONE);
    Arbitrary<BigInteger> unscaled = Arbitraries.bigIntegers().between(most.negate(), most);
    return type.isShort()
        ? unscaled.map(BigInteger::longValueExact)
        : unscaled.map(Int128::valueOf);
  }

  private static Arbitrary<Slice> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of("", "null", "NULL", "it's", "\"", "\\", "{}", "nan", "\0", " ", "%s"),
            Arbitraries.strings().all().ofMaxLength(20),
            Arbitraries.strings().withChars("a'\"\\\0\n\t €").ofMaxLength(10))
        // A lone surrogate is no character.
        .filter(text -> text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF))
        .map(Slices::utf8Slice);
  }

  private static Block block(Type type, List<Optional<Object>> values) {
    BlockBuilder builder = type.createBlockBuilder(null, values.size());
    values.forEach(value -> writeNativeValue(type, builder, value.orElse(null)));
    return builder.build();
  }

  private static Object map(MapType type, List<Object> keys, List<Optional<Object>> values) {
    MapBlockBuilder builder = type.createBlockBuilder(null, 1);
    builder.buildEntry((keyBuilder, valueBuilder) -> {
      for (int i = 0; i < keys.size(); i++) {
        writeNativeValue(type.getKeyType(), keyBuilder, keys.get(i));
        writeNativeValue(type.getValueType(), valueBuilder, values.get(i).orElse(null));
      }
    });
    return type.getObject(builder.build(), 0);
  }

  private static Object row(RowType type, List<Optional<Object>> fields) {
    RowBlockBuilder builder = type.createBlockBuilder(null, 1);
    builder.buildEntry(builders -> {
      for (int i = 0; i < fields.size(); i++) {
        writeNativeValue(
            type.getFields().get(i).getType(), builders.get(i), fields.get(i).orElse(null));
      }
    });
    return type.getObject(builder.build(), 0);
  }
}
