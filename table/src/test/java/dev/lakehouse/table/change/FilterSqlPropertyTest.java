package dev.lakehouse.table.change;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.TestDirectory;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A filter takes the same rows in DuckDB's SQL as in Iceberg's own evaluation. */
class FilterSqlPropertyTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "b", Types.BooleanType.get()),
          optional(2, "i", Types.IntegerType.get()),
          optional(3, "l", Types.LongType.get()),
          optional(4, "f", Types.FloatType.get()),
          optional(5, "d", Types.DoubleType.get()),
          optional(6, "de", Types.DecimalType.of(10, 2)),
          optional(7, "da", Types.DateType.get()),
          optional(8, "ti", Types.TimeType.get()),
          optional(9, "ts", Types.TimestampType.withoutZone()),
          optional(10, "tz", Types.TimestampType.withZone()),
          optional(11, "a \"text\"", Types.StringType.get()),
          optional(12, "u", Types.UUIDType.get()),
          optional(13, "bi", Types.BinaryType.get()));

  // Iceberg's internal values; few of them, so that rows and filters meet.
  private static final Map<Type.TypeID, List<Object>> VALUES =
      Map.ofEntries(
          Map.entry(Type.TypeID.BOOLEAN, List.of(true, false)),
          Map.entry(Type.TypeID.INTEGER, List.of(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE)),
          Map.entry(Type.TypeID.LONG, List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE)),
          Map.entry(
              Type.TypeID.FLOAT,
              List.of(Float.NEGATIVE_INFINITY, -1.5f, 0f, 0.1f, 1e-30f, Float.MAX_VALUE)),
          Map.entry(
              Type.TypeID.DOUBLE, List.of(Double.POSITIVE_INFINITY, -1.5, 0.0, 0.1, 0.3, 1e300)),
          Map.entry(
              Type.TypeID.DECIMAL,
              List.of(
                  new BigDecimal("-99999999.99"), new BigDecimal("0.00"), new BigDecimal("0.10"))),
          Map.entry(Type.TypeID.DATE, List.of(-400_000, -1, 0, 19_737)),
          Map.entry(Type.TypeID.TIME, List.of(0L, 1L, 86_399_999_999L)),
          Map.entry(Type.TypeID.TIMESTAMP, List.of(-62_000_000_000_000_001L, -1L, 0L, 1_700L)),
          Map.entry(
              Type.TypeID.STRING,
              List.of("", "a", "ab", "aB", "it's", "é", "\uFFFD", "🙂", "%_", "a\\b\n")),
          Map.entry(
              Type.TypeID.UUID,
              List.of(
                  UUID.fromString("00000000-0000-0000-0000-000000000000"),
                  UUID.fromString("7fffffff-0000-0000-8000-000000000000"),
                  UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff"))),
          Map.entry(
              Type.TypeID.BINARY,
              List.of(bytes(), bytes(0), bytes(0x7f), bytes(0x80, 1), bytes(0xff))));

  private TestDirectory directory;
  private DuckDb duckdb;
  private DuckSession session;

  /** A row in Iceberg's internal form. */
  private record Row(List<Object> values) implements StructLike {
    @Override
    public int size() {
      return values.size();
    }

    @Override
    public <T> T get(int position, Class<T> type) {
      return type.cast(values.get(position));
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException();
    }
  }

  private static ByteBuffer bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(bytes);
  }

  @BeforeProperty
  void open() throws IOException {
    directory = TestDirectory.create("filter-sql");
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory.path().resolve("spill")));
    session = duckdb.session();
    session.execute(
        "CREATE TEMP TABLE candidates (number INTEGER, %s)"
            .formatted(
                SCHEMA.columns().stream()
                    .map(field -> SqlText.name(field.name()) + " " + DuckTypes.of(field.type()))
                    .collect(Collectors.joining(", "))));
  }

  @AfterProperty
  void close() throws IOException {
    session.close();
    duckdb.close();
    directory.close();
  }

  @Property(tries = 100)
  void takesTheSameRows(@ForAll("rows") List<Row> rows, @ForAll("filters") List<Expression> filters)
      throws SQLException {
    session.execute("DELETE FROM candidates");
    insert(rows);
    for (Expression filter : filters) {
      Evaluator iceberg = new Evaluator(SCHEMA.asStruct(), asPlanned(filter));
      List<Integer> expected =
          IntStream.range(0, rows.size())
              .filter(number -> iceberg.eval(rows.get(number)))
              .boxed()
              .toList();

      assertThat(
              session.query(
                  "SELECT number FROM candidates WHERE %s ORDER BY number"
                      .formatted(FilterSql.of(SCHEMA, filter)),
                  row -> row.getInt(1)))
          .as(filter.toString())
          .isEqualTo(expected);
      assertThat(
              session.number(
                  "SELECT count(*) FROM candidates WHERE (%s) IS NULL"
                      .formatted(FilterSql.of(SCHEMA, filter))))
          .as("%s is never NULL", filter)
          .isZero();
    }
  }

  /**
   * A filter as Iceberg's planning takes it: negations are pushed into the predicates. The
   * evaluator alone says that NULL is less than any value, where planning leaves out files of
   * NULLs.
   */
  private static Expression asPlanned(Expression filter) {
    return ExpressionVisitors.visit(
        Expressions.rewriteNot(filter),
        new ExpressionVisitors.ExpressionVisitor<Expression>() {
          @Override
          public Expression alwaysTrue() {
            return Expressions.alwaysTrue();
          }

          @Override
          public Expression alwaysFalse() {
            return Expressions.alwaysFalse();
          }

          @Override
          public Expression and(Expression left, Expression right) {
            return Expressions.and(left, right);
          }

          @Override
          public Expression or(Expression left, Expression right) {
            return Expressions.or(left, right);
          }

          @Override
          public <T> Expression predicate(UnboundPredicate<T> predicate) {
            String name = predicate.ref().name();
            return switch (predicate.op()) {
              case LT, LT_EQ, IN -> Expressions.and(Expressions.notNull(name), predicate);
              case NOT_IN -> Expressions.or(Expressions.isNull(name), predicate);
              default -> predicate;
            };
          }
        });
  }

  private void insert(List<Row> rows) throws SQLException {
    String casts =
        SCHEMA.columns().stream()
            .map(field -> "CAST(? AS %s)".formatted(DuckTypes.of(field.type())))
            .collect(Collectors.joining(", ", "(?, ", ")"));
    String values = rows.stream().map(row -> casts).collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        session.connection().prepareStatement("INSERT INTO candidates VALUES " + values)) {
      int parameter = 1;
      for (int number = 0; number < rows.size(); number++) {
        insert.setInt(parameter++, number);
        for (NestedField field : SCHEMA.columns()) {
          Object value = rows.get(number).values().get(field.fieldId() - 1);
          insert.setString(parameter++, value == null ? null : text(field.type(), value));
        }
      }
      insert.execute();
    }
  }

  /** A value as text that DuckDB casts to its type. */
  private static String text(Type type, Object value) {
    return switch (type.typeId()) {
      case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1000).toString();
      case TIMESTAMP -> {
        Instant instant = Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? instant.toString()
            : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
      }
      case BINARY -> HexFormat.of().withPrefix("\\x").formatHex(((ByteBuffer) value).array());
      default -> value.toString();
    };
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    List<Arbitrary<Object>> columns =
        SCHEMA.columns().stream().map(field -> inRows(field.type()).injectNull(0.2)).toList();
    return Combinators.combine(columns).as(Row::new).list().ofMinSize(1).ofMaxSize(12);
  }

  private static Arbitrary<Object> inRows(Type type) {
    Arbitrary<Object> values = Arbitraries.of(VALUES.get(type.typeId()));
    return switch (type.typeId()) {
      // NaN can be in a row, but in no filter.
      case FLOAT -> Arbitraries.oneOf(values, Arbitraries.just(Float.NaN));
      case DOUBLE -> Arbitraries.oneOf(values, Arbitraries.just(Double.NaN));
      default -> values;
    };
  }

  @Provide
  Arbitrary<List<Expression>> filters() {
    return filter(3).list().ofMinSize(1).ofMaxSize(6);
  }

  private static Arbitrary<Expression> filter(int depth) {
    Arbitrary<Expression> predicate =
        Arbitraries.of(SCHEMA.columns()).flatMap(FilterSqlPropertyTest::predicate);
    if (depth == 0) {
      return predicate;
    }
    Arbitrary<Expression> inner = Arbitraries.lazy(() -> filter(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, predicate),
        Tuple.of(1, inner.map(Expressions::not)),
        Tuple.of(1, Combinators.combine(inner, inner).as(Expressions::and)),
        Tuple.of(1, Combinators.combine(inner, inner).as(Expressions::or)));
  }

  private static Arbitrary<Expression> predicate(NestedField field) {
    String name = field.name();
    Arbitrary<Object> value =
        Arbitraries.of(VALUES.get(field.type().typeId())).map(FilterSqlPropertyTest::given);
    Arbitrary<List<Object>> some = value.list().ofMinSize(1).ofMaxSize(3);
    List<Arbitrary<Expression>> kinds =
        new ArrayList<>(
            List.of(
                Arbitraries.of(Expressions.isNull(name), Expressions.notNull(name)),
                value.map(v -> Expressions.equal(name, v)),
                value.map(v -> Expressions.notEqual(name, v)),
                some.map(v -> Expressions.in(name, v.toArray())),
                some.map(v -> Expressions.notIn(name, v.toArray()))));
    // Iceberg's evaluator orders UUIDs as Java does, by two signed numbers; DuckDB by their bytes.
    if (field.type().typeId() != Type.TypeID.UUID) {
      kinds.add(value.map(v -> Expressions.lessThan(name, v)));
      kinds.add(value.map(v -> Expressions.lessThanOrEqual(name, v)));
      kinds.add(value.map(v -> Expressions.greaterThan(name, v)));
      kinds.add(value.map(v -> Expressions.greaterThanOrEqual(name, v)));
    }
    switch (field.type().typeId()) {
      case FLOAT, DOUBLE ->
          kinds.add(Arbitraries.of(Expressions.isNaN(name), Expressions.notNaN(name)));
      case STRING -> {
        kinds.add(value.map(v -> Expressions.startsWith(name, v.toString())));
        kinds.add(value.map(v -> Expressions.notStartsWith(name, v.toString())));
      }
      default -> {}
    }
    return Arbitraries.oneOf(kinds);
  }

  /** Literals take a buffer's position with them. */
  private static Object given(Object value) {
    return value instanceof ByteBuffer buffer ? buffer.duplicate() : value;
  }
}
