package dev.lakehouse.quality.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.write.ValueRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** What all checks find in one scan is what each would find by looking at the rows one by one. */
class OneScanPropertyTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "k", Types.StringType.get()),
          Types.NestedField.optional(2, "n", Types.LongType.get()),
          Types.NestedField.optional(3, "x", Types.DoubleType.get()),
          Types.NestedField.optional(4, "at", Types.TimestampType.withZone()));

  private static Path directory;
  private static EmbeddedPostgres postgres;
  private static TestLakehouse lakehouse;
  private static EmbeddedEngine engine;
  private static int tables;

  record Row(String k, Long n, Double x, Instant at) {}

  /** A check, and when a row fails it; for the last, which counts repeated rows, there is none. */
  private record Expectation(String check, Predicate<Row> fails) {}

  private static final List<Expectation> OF_ROWS =
      List.of(
          new Expectation("type: not_null, column: k", row -> row.k() == null),
          new Expectation(
              "type: not_null, column: [n, x]", row -> row.n() == null || row.x() == null),
          new Expectation("type: positive, column: n", row -> row.n() != null && row.n() <= 0),
          new Expectation("type: positive, column: x", row -> row.x() != null && !(row.x() > 0)),
          new Expectation(
              "type: range, column: x, min: -1.5, max: 2",
              row -> row.x() != null && !(row.x() >= -1.5 && row.x() <= 2)),
          new Expectation("type: range, column: n, min: 2", row -> row.n() != null && row.n() < 2),
          new Expectation(
              "type: accepted_values, column: k, values: [a, b]",
              row -> row.k() != null && !Set.of("a", "b").contains(row.k())),
          new Expectation(
              "type: accepted_values, column: n, values: [0, 3]",
              row -> row.n() != null && !Set.of(0L, 3L).contains(row.n())),
          new Expectation(
              "type: no_future_dates, column: at",
              row -> row.at() != null && row.at().isAfter(NOW)),
          new Expectation(
              "type: regex, column: k, pattern: '^[a-c]$'",
              row -> row.k() != null && !row.k().matches("[a-c]")));

  @BeforeContainer
  static void start() throws Exception {
    directory = Files.createTempDirectory("lakehouse-quality");
    postgres = EmbeddedPostgres.open(directory.resolve("home"));
    lakehouse =
        new TestLakehouse(
            new DatabaseSettings(postgres.jdbcUrl(), postgres.user(), postgres.password()),
            LocalObjectStore.open(directory.resolve("objects")),
            directory);
    engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
  }

  @AfterContainer
  static void stop() throws IOException {
    engine.close();
    lakehouse.close();
    postgres.close();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c", "ü", "").injectNull(0.2),
            Arbitraries.longs().between(-2, 4).injectNull(0.2),
            Arbitraries.of(-2.0, -1.5, -0.0, 0.5, 2.0, 3.0, Double.NaN, Double.POSITIVE_INFINITY)
                .injectNull(0.2),
            Arbitraries.of(NOW.minusSeconds(1), NOW, NOW.plusNanos(1000)).injectNull(0.2))
        .as(Row::new)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void oneScanFindsWhatLookingAtEachRowFinds(@ForAll("rows") List<Row> rows) {
    TableIdentifier table = TableIdentifier.of("shop", "t" + ++tables);
    lakehouse
        .tables()
        .apply(
            table,
            TableChange.of(
                    new RowChange.Append(
                        ValueRows.of(
                            lakehouse.session(),
                            SCHEMA,
                            rows.stream()
                                .map(row ->
                                    Arrays.<Object>asList(row.k(), row.n(), row.x(), row.at()))
                                .toList())))
                .creating(TableDefinition.of(SCHEMA), TableChange.Creation.NEW_ONLY));
    List<String> declared = new ArrayList<>();
    OF_ROWS.forEach(expectation ->
        declared.add("{name: c%d, %s}".formatted(declared.size(), expectation.check())));
    declared.add("{name: k, type: uniqueness, column: k}");
    declared.add("{name: x, type: uniqueness, column: x}");
    declared.add("{name: kn, type: uniqueness, column: [k, n]}");
    CheckSuite suite =
        new SettingsReader(Map.of())
            .parse(
                "checks/t.yaml",
                "table: %s\nchecks:\n  - %s\n".formatted(table, String.join("\n  - ", declared)),
                CheckReader::read);

    QualityReport report =
        new QualityChecks(lakehouse.tables(), engine, InstantSource.fixed(NOW))
            .check(suite, CheckTarget.current(table), "r", CheckControl.unwatched());

    List<Long> expected = new ArrayList<>();
    OF_ROWS.forEach(expectation -> expected.add(rows.stream().filter(expectation.fails()).count()));
    expected.add(repeated(rows.stream().map(row -> Arrays.<Object>asList(row.k())).toList()));
    expected.add(repeated(rows.stream().map(row -> Arrays.<Object>asList(row.x())).toList()));
    expected.add(
        repeated(rows.stream().map(row -> Arrays.<Object>asList(row.k(), row.n())).toList()));
    assertThat(report.results())
        .extracting(result -> result.failingRows().orElse(-1))
        .isEqualTo(expected);
    assertThat(report.results())
        .allSatisfy(result -> {
          assertThat(result.totalRows()).hasValue(rows.size());
          assertThat(result.status())
              .isEqualTo(result.failingRows().getAsLong() == 0 ? Status.PASS : Status.FAIL);
        });
  }

  /** Rows with the values of a row before them, those with a NULL aside. */
  private static long repeated(List<List<Object>> rows) {
    Set<List<Object>> seen = new HashSet<>();
    return rows.stream().filter(row -> !row.contains(null)).filter(row -> !seen.add(row)).count();
  }
}
