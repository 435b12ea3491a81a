package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.sql.remote.TrinoServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `engine: trino` does with a real server. */
class TrinoEngineTest {
  private static final SqlSession SESSION = SqlSession.of("ada", "tpch", "tiny");

  @TempDir static Path directory;

  private static TrinoOracle trino;
  private static SqlEngine engine;

  @BeforeAll
  static void start() throws Exception {
    trino = new TrinoOracle(directory);
    engine = trino.engine();
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
    trino.close();
  }

  @Test
  void givesValuesAsTheyComeOverTheWire() {
    try (SqlResult result =
        engine.execute(
            SESSION,
            "SELECT 1 AS n, DECIMAL '1.50', nan(), X'ff', ROW(1, 'a'), MAP(ARRAY['k'], ARRAY[2]), NULL")) {
      assertThat(result.columns().getFirst().getName()).isEqualTo("n");
      assertThat(result.columns().get(1).getType()).isEqualTo("decimal(3, 2)");
      assertThat(result.fetch(10))
          .containsExactly(
              Arrays.asList(1, "1.50", "NaN", "/w==", List.of(1, "a"), Map.of("k", 2), null));
      assertThat(result.fetch(10)).isEmpty();
      assertThat(result.updateType()).isEmpty();
    }
  }

  @Test
  void givesAllRowsPageByPage() {
    try (SqlResult result = engine.execute(SESSION, "SELECT orderkey FROM lineitem")) {
      long rows = 0;
      for (List<List<Object>> page = result.fetch(1000);
          !page.isEmpty();
          page = result.fetch(1000)) {
        assertThat(page.size()).isLessThanOrEqualTo(1000);
        rows += page.size();
      }
      assertThat(rows).isEqualTo(60175);
    }
  }

  @Test
  void changesBeforeItReturns() {
    engine.execute(SESSION, "CREATE TABLE memory.default.changed (x bigint)").close();
    try (SqlResult insert =
        engine.execute(SESSION, "INSERT INTO memory.default.changed VALUES 1, 2")) {
      assertThat(insert.updateType()).contains("INSERT");
      assertThat(insert.updateCount()).hasValue(2);
      try (SqlResult count =
          engine.execute(SESSION, "SELECT count(*) FROM memory.default.changed")) {
        assertThat(count.fetch(1)).containsExactly(List.of(2));
      }
    }
  }

  @Test
  void namesTheErrorAndItsPlace() {
    assertThatThrownBy(() -> engine.execute(SESSION, "SELECT nothing"))
        .asInstanceOf(InstanceOfAssertFactories.type(SqlException.class))
        .satisfies(e -> {
          assertThat(e.error().name()).isEqualTo("COLUMN_NOT_FOUND");
          assertThat(e.error().type()).isEqualTo(SqlException.Type.USER_ERROR);
          assertThat(e.error().location()).contains(new SqlException.Location(1, 8));
          assertThat(e).hasMessage("line 1:8: Column 'nothing' cannot be resolved");
        });
  }

  @Test
  void remembersWhatAStatementChangesInItsSession() {
    SqlSession session = SESSION;
    for (String statement :
        List.of(
            "USE tpch.sf1",
            "PREPARE p FROM SELECT current_schema, ?",
            "SET TIME ZONE 'Europe/Berlin'",
            "SET SESSION query_max_run_time = '1h'",
            "RESET SESSION query_max_run_time")) {
      try (SqlResult result = engine.execute(session, statement)) {
        session = session.with(result.sessionUpdate());
      }
    }
    assertThat(session.properties()).containsOnlyKeys("time_zone_id");
    try (SqlResult result = engine.execute(session, "EXECUTE p USING 5")) {
      assertThat(result.fetch(1)).containsExactly(List.of("sf1", 5));
    }
    try (SqlResult result = engine.execute(session, "SELECT current_timezone()")) {
      assertThat(result.fetch(1)).containsExactly(List.of("Europe/Berlin"));
    }
  }

  @Test
  void stopsAStatementThatIsCancelled() {
    StatementControl control = new StatementControl();
    CompletableFuture<Void> statement =
        CompletableFuture.runAsync(() -> {
          try (SqlResult result =
              engine.execute(
                  SESSION,
                  "SELECT count(*) FROM tpch.sf1.lineitem a, tpch.sf1.lineitem b, tpch.sf1.lineitem c",
                  control)) {
            result.fetch(1);
          }
        });
    while (control.progress().rows() == 0) {
      Thread.onSpinWait();
    }
    control.cancel();
    assertThatThrownBy(statement::join)
        .cause()
        .asInstanceOf(InstanceOfAssertFactories.type(SqlException.class))
        .satisfies(e -> assertThat(e.error().name()).isEqualTo("USER_CANCELED"));
  }

  @Test
  void doesNotBeginWhatIsCancelled() {
    StatementControl control = new StatementControl();
    control.cancel();
    assertThatThrownBy(() -> engine.execute(SESSION, "SELECT 1", control))
        .isInstanceOf(SqlException.class)
        .hasMessage("Query was canceled");
  }

  @Test
  void saysThatNobodyAnswers() {
    try (SqlEngine nobody = new TrinoEngine(TrinoServer.at(URI.create("http://127.0.0.1:1")))) {
      assertThatThrownBy(() -> nobody.execute(SESSION, "SELECT 1"))
          .asInstanceOf(InstanceOfAssertFactories.type(LakehouseException.class))
          .satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(e).hasMessageContaining("http://127.0.0.1:1 does not answer");
          });
    }
  }

  @Test
  void sendsNoPasswordOverAPlainWire() {
    assertThatThrownBy(() ->
            new TrinoServer(
                URI.create("http://trino:8080"),
                Optional.of("ada"),
                Optional.of("secret"),
                Optional.empty(),
                Optional.empty()))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("readable on the wire");
  }
}
