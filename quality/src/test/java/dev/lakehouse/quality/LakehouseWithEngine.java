package dev.lakehouse.quality;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.store.LocalObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables, the embedded engine, and checks of a table that each test has for itself. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LakehouseWithEngine {
  /** When everything happens. */
  protected static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  protected TestLakehouse lakehouse;
  protected EmbeddedEngine engine;
  protected QualityChecks checks;
  protected TableIdentifier table;

  @BeforeAll
  void start(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    lakehouse =
        new TestLakehouse(
            server.newDatabase(), LocalObjectStore.open(directory.resolve("objects")), directory);
    engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
    checks = new QualityChecks(lakehouse.tables(), engine, InstantSource.fixed(NOW));
    sql("CREATE SCHEMA shop");
  }

  @AfterAll
  void stop() throws Exception {
    engine.close();
    lakehouse.close();
  }

  @BeforeEach
  protected void nameTable() {
    table = TableIdentifier.of("shop", "t" + NUMBER.incrementAndGet());
  }

  /** Runs a statement in which {@code TABLE_} stands for the test's table. */
  protected List<List<Object>> sql(String statement) {
    List<List<Object>> rows = new ArrayList<>();
    try (SqlResult result =
        engine.execute(
            SqlSession.of("ann", "iceberg", "shop"),
            statement.replace("TABLE_", table == null ? "" : table.toString()))) {
      for (List<List<Object>> more = result.fetch(1000);
          !more.isEmpty();
          more = result.fetch(1000)) {
        rows.addAll(more);
      }
    }
    return rows;
  }

  /** The checks of the test's table, each as a YAML mapping in a line. */
  protected CheckSuite suite(String... declared) {
    return suite(List.of(), declared);
  }

  protected CheckSuite suite(List<String> key, String... declared) {
    return new SettingsReader(Map.of())
        .parse(
            "checks/t.yaml",
            "table: %s\nkey: %s\nchecks:\n  - %s\n"
                .formatted(
                    table,
                    key,
                    String.join("\n  - ", declared).replace("TABLE_", table.toString())),
            CheckReader::read);
  }

  protected QualityReport check(String... declared) {
    return check(suite(declared));
  }

  protected QualityReport check(CheckSuite suite) {
    return checks.run(suite, CheckTarget.current(table), "run-" + NUMBER.incrementAndGet());
  }

  /** Status, failing rows and keys in a line. */
  protected static String brief(CheckResult result) {
    return result.status()
        + (result.failingRows().isPresent() ? " " + result.failingRows().getAsLong() : "")
        + result.failingKeys().map(keys -> " " + keys).orElse("");
  }

  protected static List<String> brief(QualityReport report) {
    return report.results().stream().map(LakehouseWithEngine::brief).toList();
  }
}
