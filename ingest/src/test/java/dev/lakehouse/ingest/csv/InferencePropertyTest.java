package dev.lakehouse.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.duckdb.SqlText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import net.jqwik.time.api.Dates;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Inference holds for any column, and SQL and Java agree on what a value is. */
class InferencePropertyTest extends CsvPropertyTest {
  /** A column: its values as written, and each as DuckDB shows it when it is converted exactly. */
  record Column(String type, List<String> written, List<String> exact) {}

  @Provide
  Arbitrary<Column> columns() {
    Arbitrary<Column> integers =
        column("INTEGER", Arbitraries.integers(), Object::toString, Object::toString);
    Arbitrary<Column> bigints =
        withOne(
            column("BIGINT", Arbitraries.longs(), Object::toString, Object::toString),
            "4294967296");
    Arbitrary<Column> doubles =
        withOne(
            column(
                "DOUBLE",
                Arbitraries.longs().between(-999_999_999_999_999L, 999_999_999_999_999L),
                n -> BigDecimal.valueOf(n, 3).toPlainString(),
                n -> BigDecimal.valueOf(n, 3).toPlainString()),
            "0.5");
    Arbitrary<Column> booleans =
        column(
            "BOOLEAN",
            Arbitraries.of("true", "TRUE", "False", "false"),
            v -> v,
            v -> Boolean.toString(Boolean.parseBoolean(v)));
    Arbitrary<Column> dates =
        column(
            "DATE",
            Dates.dates().between(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31)),
            LocalDate::toString,
            LocalDate::toString);
    Arbitrary<Column> dayFirst =
        withOne(
            column(
                "DATE",
                Dates.dates().between(LocalDate.of(1000, 1, 1), LocalDate.of(9999, 12, 31)),
                d -> "%d/%02d/%d".formatted(d.getDayOfMonth(), d.getMonthValue(), d.getYear()),
                LocalDate::toString),
            "31/12/1999",
            "1999-12-31");
    Arbitrary<LocalDateTime> times =
        DateTimes.dateTimes()
            .between(LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59))
            .ofPrecision(ChronoUnit.MICROS);
    Arbitrary<Column> timestamps =
        column("TIMESTAMP", times, LocalDateTime::toString, InferencePropertyTest::shown);
    Arbitrary<Column> zoned =
        column(
            "TIMESTAMP WITH TIME ZONE",
            Combinators.combine(
                    times.filter(t -> t.getYear() > 1 && t.getYear() < 9999),
                    Arbitraries.integers().between(-14 * 60, 14 * 60))
                .as((time, offset) -> time.atOffset(ZoneOffset.ofTotalSeconds(offset * 60))),
            OffsetDateTime::toString,
            t -> shown(t.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()) + "+00");
    return Arbitraries.oneOf(
        integers, bigints, doubles, booleans, dates, dayFirst, timestamps, zoned);
  }

  @Property(tries = 300)
  void aColumnHasItsTypeAndEveryValueComesBack(@ForAll("columns") Column column)
      throws SQLException {
    Path file = file(column.written());
    try (CsvFile csv = fixture.open(file, CsvOptions.builder().header(true).build())) {
      assertThat(ConversionSql.typeName(csv.columns().get(1).type())).isEqualTo(column.type());
      List<String> values = values(csv, Map.of());
      if (column.type().equals("DOUBLE")) {
        assertThat(values.stream().map(Double::valueOf))
            .containsExactlyElementsOf(column.exact().stream().map(Double::valueOf).toList());
      } else {
        assertThat(values).isEqualTo(column.exact());
      }
    }
  }

  @Property(tries = 300)
  void decimalsHaveExactlyTheDigitsTheyNeed(@ForAll("decimals") List<BigDecimal> decimals)
      throws SQLException {
    int scale = decimals.stream().mapToInt(BigDecimal::scale).max().orElseThrow();
    int whole =
        decimals.stream()
            .mapToInt(d -> d.toBigInteger().signum() == 0 ? 0 : d.precision() - d.scale())
            .max()
            .orElseThrow();
    List<String> written = decimals.stream().map(BigDecimal::toPlainString).toList();
    try (CsvFile csv = fixture.open(file(written), CsvOptions.builder().header(true).build())) {
      assertThat(csv.columns().get(1).type()).isEqualTo(Types.DecimalType.of(whole + scale, scale));
      assertThat(values(csv, Map.of()).stream().map(BigDecimal::new).toList())
          .usingElementComparator(BigDecimal::compareTo)
          .isEqualTo(decimals);
    }
  }

  @Provide
  Arbitrary<List<BigDecimal>> decimals() {
    return Combinators.combine(
            Arbitraries.bigIntegers()
                .between(BigInteger.TEN.pow(18).negate(), BigInteger.TEN.pow(18)),
            Arbitraries.integers().between(0, 15))
        .as(BigDecimal::new)
        .list()
        .ofMaxSize(10)
        .map(list -> {
          // One that neither a double nor an integer holds.
          List<BigDecimal> all = new ArrayList<>(list);
          all.add(new BigDecimal("1234567890123456.7"));
          return all;
        });
  }

  /** Texts that are almost something. */
  @Provide
  Arbitrary<String> almost() {
    Arbitrary<String> free =
        Arbitraries.of(
                "0",
                "1",
                "2",
                "9",
                "00",
                "12",
                "2024",
                "-",
                "+",
                ".",
                "e",
                "E",
                "/",
                ":",
                "T",
                " ",
                "Z",
                "_",
                "x",
                "true",
                "nan",
                "inf",
                "99999999",
                "\t",
                "000000")
            .list()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    Arbitrary<String> dates =
        Combinators.combine(
                Arbitraries.of("2024", "0000", "0001", "9999", "24", "12024", "-2024", " 2024"),
                Arbitraries.of("01", "1", "12", "13", "00", " 1"),
                Arbitraries.of("01", "31", "32", "5", "5 ", "29", "00"),
                Arbitraries.of("-", "/", ".", " "))
            .as((year, month, day, mark) -> year + mark + month + mark + day);
    Arbitrary<String> times =
        Combinators.combine(
                dates,
                Arbitraries.of(" ", "T", "  ", "t"),
                Arbitraries.of("00:00", "23:59", "24:00", "10:00:00", "10:00:60", "9:00", "10: 0"),
                Arbitraries.of("", ".1", ".123456", ".1234567", "."),
                Arbitraries.of("", "Z", "+02", "+0230", "-14:59", "+15", " UTC", " +02", "+1", "z"))
            .as((date, mark, time, fraction, zone) -> date + mark + time + fraction + zone);
    Arbitrary<String> numbers =
        Combinators.combine(
                Arbitraries.of("", "-", "+", " "),
                Arbitraries.bigIntegers()
                    .between(BigInteger.ZERO, BigInteger.TEN.pow(40))
                    .map(BigInteger::toString)
                    .map(digits -> digits.length() % 2 == 0 ? digits : digits.substring(0, 1)),
                Arbitraries.of("", ".", ".5", ".000000000000001", ".1234567890123456", ".50"),
                Arbitraries.of("", "e5", "E-10", "e+007", "e249", "e250", "e-308", "e", "e1.5"))
            .as((sign, digits, fraction, exponent) -> sign + digits + fraction + exponent);
    return Arbitraries.oneOf(free, dates, times, numbers);
  }

  /**
   * A value fits an inferred type in SQL if, and only if, the type of that value alone is the same
   * or narrower: so a load that verifies candidates proves them exact.
   */
  @Property(tries = 300)
  void sqlAndJavaAgreeOnWhatFits(
      @ForAll("almost") String one, @ForAll("almost") String two, @ForAll("candidates") String seed)
      throws SQLException {
    List<String> values = List.of(one, two);
    InferredType candidate = inferred(List.of(seed));
    ConversionSql sql =
        new ConversionSql("t", "v", "v", ConversionTarget.inferred(candidate), CsvOptions.detect());
    for (String value : values) {
      boolean fitsInJava = inferred(List.of(seed, value)).type().equals(candidate.type());
      String literal = SqlText.literal(value);
      String query =
          "SELECT (%s) IS NOT NULL FROM (SELECT %s FROM (SELECT CAST(%s AS VARCHAR) AS t))"
              .formatted(sql.valueOrNull(), sql.below(), literal);
      assertThat(fixture.query(query).get(0).get(0))
          .as("'%s' as %s", value, candidate)
          .isEqualTo(Boolean.toString(fitsInJava));
    }
  }

  @Provide
  Arbitrary<String> candidates() {
    return Arbitraries.of(
        "true",
        "2147483647",
        "9223372036854775807",
        "1.5",
        "1e5",
        "12345678901234567.25",
        "99999999999999999999",
        "0.12345678901234567",
        "2024-01-15",
        "31/12/2024",
        "12/31/2024",
        "2024.12.31",
        "2024-01-15 10:00:00",
        "2024-01-15T10:00:00Z");
  }

  private static InferredType inferred(List<String> values) {
    ColumnEvidence evidence = new ColumnEvidence();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      evidence.add(bytes, 0, bytes.length, 1);
    }
    return InferredType.of(evidence, Optional.empty());
  }

  private Path file(List<String> values) {
    StringBuilder text = new StringBuilder("k,v\n");
    for (int i = 0; i < values.size(); i++) {
      text.append(i).append(",").append(values.get(i)).append('\n');
    }
    return fixture.file(text.toString());
  }

  /** The second column in the order of the first. */
  private List<String> values(CsvFile csv, Map<String, Type> declared) throws SQLException {
    return csv.load(declared, rows -> fixture.query(rows.select())).stream()
        .sorted(Comparator.comparing(row -> Integer.valueOf(row.get(0))))
        .map(row -> row.get(1))
        .collect(Collectors.toList());
  }

  /** As DuckDB shows a timestamp. */
  private static String shown(LocalDateTime time) {
    String micros = "%06d".formatted(time.getNano() / 1000).replaceAll("0+$", "");
    return "%04d-%02d-%02d %02d:%02d:%02d%s"
        .formatted(
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            micros.isEmpty() ? "" : "." + micros);
  }

  private static <T> Arbitrary<Column> column(
      String type, Arbitrary<T> values, Function<T, String> written, Function<T, String> exact) {
    return values
        .list()
        .ofMinSize(1)
        .ofMaxSize(20)
        .map(list ->
            new Column(
                type, list.stream().map(written).toList(), list.stream().map(exact).toList()));
  }

  private static Arbitrary<Column> withOne(Arbitrary<Column> columns, String value) {
    return withOne(columns, value, value);
  }

  /** With one value more, without which the column might have a narrower type. */
  private static Arbitrary<Column> withOne(
      Arbitrary<Column> columns, String written, String exact) {
    return columns.map(column -> {
      List<String> allWritten = new ArrayList<>(column.written());
      allWritten.add(written);
      List<String> allExact = new ArrayList<>(column.exact());
      allExact.add(exact);
      return new Column(column.type(), allWritten, allExact);
    });
  }
}
