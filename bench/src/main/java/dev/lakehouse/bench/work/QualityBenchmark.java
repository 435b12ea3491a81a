package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.check.CheckType;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The eight checks of the sales example on a large table, their results noted down; and those of
 * them that need not keep all keys in mind. The peer is one query of the same engine that looks at
 * every value of the table once.
 */
public final class QualityBenchmark implements Benchmark {
  private final String name;
  private final Type keyType;
  private final String keyOfNumber;
  private final String keyIsSeen;

  /**
   * A benchmark.
   *
   * @param keyType the type of the column {@code order_id}
   * @param keyOfNumber the SQL that makes a key from the number {@code order_id}
   * @param keyIsSeen a condition in Trino's SQL that looks at each key
   */
  public QualityBenchmark(String name, Type keyType, String keyOfNumber, String keyIsSeen) {
    this.name = requireNonNull(name, "name is null");
    this.keyType = requireNonNull(keyType, "keyType is null");
    this.keyOfNumber = requireNonNull(keyOfNumber, "keyOfNumber is null");
    this.keyIsSeen = requireNonNull(keyIsSeen, "keyIsSeen is null");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "the eight checks of the sales example, the key being a " + keyType;
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    TableIdentifier table = Workbench.newTable();
    load(bench, table);
    CheckSuite suite = suite(table);
    try (EmbeddedEngine engine = EmbeddedEngine.start(bench.tables(), LakehouseCatalog.NAME)) {
      QualityChecks checks = new QualityChecks(bench.tables(), engine, InstantSource.system());
      CheckSuite others =
          suite.only(
              suite.checks().stream()
                  .filter(check -> check.rule().type() != CheckType.UNIQUENESS)
                  .map(Check::name)
                  .toList());
      long rows = bench.scale().rows();
      figures.accept(
          Figure.of(
              name,
              Paired.measure(runs, () -> run(checks, suite), () -> scan(engine, table, rows)),
              new Bar.TimesPeer(1.5)));
      figures.accept(
          Figure.of(
              name + "-others",
              Paired.measure(runs, () -> run(checks, others), () -> scan(engine, table, rows)),
              new Bar.None()));
    } finally {
      bench.drop(table);
    }
  }

  private static Runnable run(QualityChecks checks, CheckSuite suite) {
    QualityReport report =
        checks.run(suite, CheckTarget.current(suite.table()), UUID.randomUUID().toString());
    return report::requirePassed;
  }

  private static CheckSuite suite(TableIdentifier table) {
    return new SettingsReader(Map.of())
        .parse(
            "checks/sales.yaml",
            """
            table: %s
            key: order_id
            checks:
              - {name: order_id_unique, type: uniqueness, column: order_id}
              - {name: order_id_not_null, type: not_null, column: order_id}
              - {name: customer_id_not_null, type: not_null, column: customer_id}
              - {name: amount_positive, type: positive, column: amount}
              - {name: amount_range, type: range, column: amount, min: 0, max: 100000}
              - {name: country_accepted, type: accepted_values, column: country,
                 values: [DE, FR, US, GB, JP, BR, IN]}
              - {name: no_future_ingestion, type: no_future_dates, column: ingestion_date}
              - {name: row_count_valid, type: row_count_range, min: 1, max: 10000000}
            """
                .formatted(table),
            CheckReader::read);
  }

  private void load(Workbench bench, TableIdentifier table) {
    String rows =
        """
        SELECT %s AS order_id, customer_id, CAST(amount AS DOUBLE) + 0.01 AS amount, country,
          CAST(ordered_at AS DATE) AS ingestion_date
        FROM (%s)\
        """
            .formatted(keyOfNumber, SalesData.select(0, bench.scale().rows()));
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "order_id", keyType),
            Types.NestedField.optional(2, "customer_id", Types.StringType.get()),
            Types.NestedField.optional(3, "amount", Types.DoubleType.get()),
            Types.NestedField.optional(4, "country", Types.StringType.get()),
            Types.NestedField.optional(5, "ingestion_date", Types.DateType.get()));
    try (DuckSession session = bench.tables().session()) {
      bench
          .tables()
          .apply(
              table,
              TableChange.of(new RowChange.Append(new RowSource(session, rows)))
                  .creating(TableDefinition.of(schema)));
    }
  }

  private Runnable scan(EmbeddedEngine engine, TableIdentifier table, long rows) {
    String sql =
        """
        SELECT count_if(%s), count_if(customer_id <> ''), sum(amount), count_if(country <> ''),
          max(ingestion_date)
        FROM %s\
        """
            .formatted(keyIsSeen, table);
    try (SqlResult result =
        engine.execute(
            SqlSession.of("bench", LakehouseCatalog.NAME, table.namespace().toString()), sql)) {
      List<Object> seen = result.fetch(1).getFirst();
      return () -> Expected.count(rows, ((Number) seen.getFirst()).longValue());
    }
  }
}
