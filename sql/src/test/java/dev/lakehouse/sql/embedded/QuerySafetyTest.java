package dev.lakehouse.sql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a statement cannot do: reach what is not a table, or take the process down. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuerySafetyTest {
  private static final String SECRET = "a secret that nobody may read";

  private static final String ENDLESS =
      "SELECT count(*) FROM numbers a, numbers b, numbers c WHERE a.n + b.n < c.n";
  // The join sorts first.
  private static final String SORTING =
      "SELECT count(*) FROM duckdb_memory() WHERE tag = 'ORDER_BY' AND memory_usage_bytes > 0";
  private static final String SESSIONS = "SELECT * FROM duckdb_connection_count()";

  private TestLakehouse lakehouse;
  private EmbeddedEngine engine;
  private Path secret;
  private Path written;

  @BeforeAll
  void start(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    lakehouse = TestLakehouse.local(server, directory);
    engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
    run("CREATE SCHEMA shop");
    run("CREATE TABLE numbers AS SELECT n FROM UNNEST(sequence(1, 10000)) t(n)");
    secret = Files.writeString(directory.resolve("secret.csv"), "x\n" + SECRET + "\n");
    written = directory.resolve("written");
  }

  @AfterAll
  void stop() throws Exception {
    engine.close();
    lakehouse.close();
  }

  private List<List<Object>> run(String sql) {
    return run(SqlSession.of("ann", "iceberg", "shop"), sql, new StatementControl());
  }

  private List<List<Object>> run(SqlSession session, String sql, StatementControl control) {
    try (SqlResult result = engine.execute(session, sql, control)) {
      List<List<Object>> rows = new ArrayList<>();
      for (List<List<Object>> some = result.fetch(1000);
          !some.isEmpty();
          some = result.fetch(1000)) {
        rows.addAll(some);
      }
      return rows;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM '%s'",
        "SELECT * FROM \"%s\"",
        "SELECT * FROM read_csv('%s')",
        "SELECT * FROM TABLE(read_csv('%s'))",
        "SELECT * FROM TABLE(read_text('%s'))",
        "SELECT read_text('%s')",
        "SELECT * FROM iceberg.shop.\"%s\"",
        "SELECT * FROM \"numbers$files' UNION ALL SELECT * FROM read_text('%s') --\"",
        "SELECT content FROM read_blob('%s')",
        "SELECT getenv('HOME'), '%s'",
        "SELECT * FROM duckdb_settings() WHERE '%s' <> ''",
        "SELECT * FROM pragma_database_list WHERE '%s' <> ''",
        "COPY numbers TO '%s'",
        "COPY (SELECT 1) TO '%s'",
        "ATTACH '%s' AS other",
        "INSTALL httpfs -- %s",
        "LOAD '%s'",
        "PRAGMA database_list -- %s",
        "SET memory_limit = '1TB' -- %s",
        "EXPORT DATABASE '%s'",
        "SELECT 1; COPY (SELECT 1) TO '%s'",
        "SELECT * FROM numbers WHERE n = 1) UNION ALL SELECT content FROM read_text('%s') --",
        "SELECT * FROM sqlite_master WHERE '%s' <> ''",
        "SELECT * FROM glob('%s')",
        "WITH FUNCTION f() RETURNS varchar RETURN read_text('%s') SELECT f()",
        "SELECT system('cat %s')",
        "CALL system.runtime.exec('%s')",
        "CREATE TABLE t (a integer) WITH (location = 'file://%s')",
        "CREATE TABLE t (a integer) WITH (location = '%s')",
        "CREATE SCHEMA other WITH (location = 'file://%s')",
        "CREATE FUNCTION f() RETURNS integer RETURN 1 /* %s */",
        "SELECT * FROM other.public.secrets WHERE '%s' <> ''",
      })
  void noFileIsReadOrWritten(String attempt) {
    for (Path target : List.of(secret, written)) {
      assertThatThrownBy(
              () -> {
                List<List<Object>> rows = run(attempt.formatted(target));
                assertThat(rows.toString()).doesNotContain(SECRET);
              })
          .isInstanceOfSatisfying(
              SqlException.class,
              e -> {
                assertThat(e.error().type()).isEqualTo(SqlException.Type.USER_ERROR);
                assertThat(e.getMessage()).doesNotContain(SECRET);
              });
    }
    assertThat(written).doesNotExist();
    assertThat(run("SELECT count(*) FROM numbers")).containsExactly(List.of(10_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE numbers; --",
        "\"; SELECT 1",
        "'' || getenv('HOME') || ''",
        "/* */ -- \\ \n \t $$ $x$",
        "%s %n {0} ${HOME} ?1 :name @x",
        "ä 😀 \u0000 \uFEFF \u202E",
      })
  void textAndNamesAreTextAndNamesOnly(String text) {
    String literal = "'" + text.replace("'", "''") + "'";
    String name = "\"" + text.replace("\"", "\"\"") + "\"";

    assertThat(
            run(
                "SELECT %2$s, concat(%2$s, 'x'), regexp_replace(%1$s, 'q', 'q') FROM (VALUES %1$s) t(%2$s) WHERE %2$s = %1$s AND %2$s LIKE %1$s ORDER BY %2$s"
                    .formatted(literal, name)))
        .containsExactly(List.of(text, text + "x", text));
    assertThat(run("SELECT count(*) FROM numbers")).containsExactly(List.of(10_000L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EXPLAIN ANALYZE "})
  @Timeout(60)
  void anEndlessQueryIsCancelled(String kind) throws Exception {
    assertCancelled(kind + ENDLESS);
  }

  /** Cancels a statement while DuckDB works on it. */
  private void assertCancelled(String sql) throws Exception {
    StatementControl control = new StatementControl();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> statement =
          executor.submit(() -> run(SqlSession.of("ann", "iceberg", "shop"), sql, control));
      awaitSorting(statement);
      control.cancel();
      assertThatThrownBy(statement::get).hasMessageContaining("Query was canceled");
    }
  }

  private void awaitSorting(Future<?> statement) {
    while (lakehouse.session().number(SORTING) == 0) {
      assertThat(statement.isDone()).isFalse();
    }
  }

  @Test
  @Timeout(60)
  void aChangeThatIsCancelledChangesNothing() throws Exception {
    run("CREATE TABLE target (n bigint)");
    assertCancelled("INSERT INTO target " + ENDLESS);
    assertThat(run("SELECT count(*) FROM target")).containsExactly(List.of(0L));
  }

  @Test
  @Timeout(60)
  void whatRunsEndsWithTheEngine() throws Exception {
    long sessions = lakehouse.session().number(SESSIONS);
    EmbeddedEngine other = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> statement =
          executor.submit(() -> other.execute(SqlSession.of("ann", "iceberg", "shop"), ENDLESS));
      awaitSorting(statement);
      other.close();
      assertThatThrownBy(statement::get).hasMessageContaining("The engine is being closed");
    }
    assertThat(lakehouse.session().number(SESSIONS)).isEqualTo(sessions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EXPLAIN ANALYZE "})
  @Timeout(60)
  void aQueryEndsAtItsTimeLimit(String kind) {
    SqlSession session =
        new SqlSession(
            "ann",
            java.util.Optional.empty(),
            java.util.Optional.of("iceberg"),
            java.util.Optional.of("shop"),
            java.util.Optional.empty(),
            java.time.ZoneId.of("UTC"),
            java.util.Locale.ENGLISH,
            java.util.Map.of("query_max_run_time", "1s"),
            java.util.Map.of());

    assertThatThrownBy(() -> run(session, kind + ENDLESS, new StatementControl()))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.error().name()).isEqualTo("EXCEEDED_TIME_LIMIT");
              assertThat(e.getMessage()).contains("1.00s");
            });
  }

  @Test
  void aQueryThatNeedsTooMuchMemoryFailsAlone() {
    assertThatThrownBy(() -> run("SELECT array_agg(a.n) FROM numbers a, numbers b"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.error().type()).isEqualTo(SqlException.Type.INSUFFICIENT_RESOURCES));
    assertThat(run("SELECT count(*) FROM numbers")).containsExactly(List.of(10_000L));
  }

  @Test
  void aQueryThatIsTooDeepFailsAlone() {
    long sessions = lakehouse.session().number(SESSIONS);
    // How deep is too deep depends on the JVM: for the parser, the analyzer, or what comes then.
    for (int depth = 500; depth <= 5000; depth += 250) {
      String deep = "SELECT n%s FROM numbers LIMIT 1".formatted(" + 1".repeat(depth));
      assertThat(catchThrowable(() -> run(deep)))
          .satisfiesAnyOf(
              failure -> assertThat(failure).isNull(),
              failure ->
                  assertThat(failure)
                      .isInstanceOf(SqlException.class)
                      .hasMessageContaining("too large"));
    }
    assertThat(lakehouse.session().number(SESSIONS)).isEqualTo(sessions);
  }

  @Test
  @Timeout(120)
  void sixtyFourAtOnceAllAnswer() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(64)) {
      List<Callable<Object>> queries = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int number = i;
        queries.add(() ->
            run("SELECT sum(n + %d), regexp_replace('a%d', 'a', '') FROM numbers"
                    .formatted(number, number))
                .getFirst());
      }
      List<Future<Object>> answers = executor.invokeAll(queries);
      for (int i = 0; i < 64; i++) {
        assertThat(answers.get(i).get())
            .isEqualTo(List.of(50_005_000L + 10_000L * i, Integer.toString(i)));
      }
    }
  }
}
