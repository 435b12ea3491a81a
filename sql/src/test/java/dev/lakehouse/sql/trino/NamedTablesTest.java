package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How often the catalog is asked for the tables of a statement. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedTablesTest {
  private FrontEndFixture fixture;
  private Connection catalog;

  @BeforeAll
  void start(TestDatabase.Server server, @TempDir Path directory) throws SQLException {
    fixture = new FrontEndFixture(server, directory);
    for (String table : new String[] {"a", "b", "c"}) {
      fixture.run("CREATE TABLE %s (id bigint)".formatted(table));
    }
    catalog =
        DriverManager.getConnection(
            fixture.database.url(), fixture.database.user(), fixture.database.password());
    try (Statement statement = catalog.createStatement()) {
      // Each query of the catalog's table takes the next number, once.
      statement.execute("CREATE SEQUENCE queries");
      statement.execute("ALTER TABLE iceberg_tables RENAME TO counted_tables");
      statement.execute(
          "CREATE VIEW iceberg_tables AS SELECT * FROM counted_tables WHERE (SELECT nextval('queries')) > 0");
    }
  }

  @AfterAll
  void stop() throws Exception {
    catalog.close();
    fixture.close();
  }

  /** How many queries the catalog gets while something is done. */
  private long queries(Runnable work) throws SQLException {
    long before = number();
    work.run();
    // Its own query took a number too.
    return number() - before - 1;
  }

  private long number() throws SQLException {
    try (Statement statement = catalog.createStatement();
        ResultSet row = statement.executeQuery("SELECT nextval('queries')")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long queriesOfPlan(String sql) throws SQLException {
    return queries(() -> fixture.plan(sql, (_, root) -> root));
  }

  @Test
  void allTablesOfAStatementAreOneQuery() throws SQLException {
    assertThat(queriesOfPlan("SELECT 1")).isZero();
    assertThat(queriesOfPlan("SELECT * FROM a")).isEqualTo(1);
    assertThat(
            queriesOfPlan(
                "SELECT * FROM a JOIN shop.b ON a.id = b.id WHERE a.id IN (SELECT id FROM iceberg.shop.c)"))
        .isEqualTo(1);
    assertThat(queriesOfPlan("WITH a AS (SELECT * FROM b) SELECT * FROM a UNION ALL TABLE c"))
        .isEqualTo(1);
    assertThat(queriesOfPlan("CREATE TABLE made AS SELECT b.id FROM b, c")).isEqualTo(1);
    assertThat(queriesOfPlan("INSERT INTO a SELECT b.id FROM b, c"))
        .isEqualTo(queriesOfPlan("INSERT INTO a SELECT id FROM b"));
  }

  @Test
  void aTableThatIsMissingCostsTheOthersNothing() throws SQLException {
    long alone = queries(() -> assertMissing("SELECT * FROM nowhere"));
    assertThat(queries(() -> assertMissing("SELECT * FROM nowhere, a, b, c"))).isEqualTo(alone);
    assertThat(queries(() -> assertMissing("SELECT * FROM a, b, c, nowhere"))).isEqualTo(1 + alone);
  }

  private void assertMissing(String sql) {
    assertThat(fixture.refusal(sql))
        .startsWith("TABLE_NOT_FOUND: ")
        .endsWith("Table 'iceberg.shop.nowhere' does not exist");
  }
}
