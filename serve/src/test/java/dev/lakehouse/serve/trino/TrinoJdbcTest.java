package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;
import static dev.lakehouse.serve.trino.TestResult.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.client.ClientTypeSignature;
import io.trino.client.ClientTypeSignatureParameter;
import io.trino.client.Column;
import io.trino.client.NamedClientTypeSignature;
import io.trino.client.RowFieldName;
import io.trino.jdbc.Row;
import io.trino.jdbc.TrinoConnection;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trino's JDBC driver, which knows nothing of us. */
class TrinoJdbcTest {
  private static final TestEngine ENGINE = new TestEngine();
  private static RunningProtocol running;

  @BeforeAll
  static void start() {
    ENGINE.on(
        "SELECT version()",
        (session, control) -> TestResult.rows(List.of(varchar("_col0")), List.of(List.of("476"))));
    running = RunningProtocol.start(ENGINE);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static Column varchar(String name) {
    return column(name, "varchar", "varchar", ClientTypeSignature.VARCHAR_UNBOUNDED_LENGTH);
  }

  private static Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "ann");
    return DriverManager.getConnection(
        "jdbc:trino://%s:%d/lake/gold".formatted(running.uri().getHost(), running.uri().getPort()),
        properties);
  }

  @Test
  void connectsAndAsks() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt("_col0")).isEqualTo(1);
      assertThat(rows.next()).isFalse();
      assertThat(connection.isValid(5)).isTrue();
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("Trino");
      assertThat(connection.getMetaData().getDatabaseProductVersion()).isEqualTo("476");
      assertThat(running.queries().list().getFirst().client().session().schema()).contains("gold");
    }
  }

  @Test
  void readsEveryType() throws Exception {
    List<Column> columns =
        List.of(
            column("flag", "boolean"),
            column("tiny", "tinyint"),
            column("small", "smallint"),
            column("n", "integer"),
            column("big", "bigint"),
            column("r", "real"),
            column("d", "double"),
            column("nan", "double"),
            column("amount", "decimal(38, 2)", "decimal", 38, 2),
            column("text", "varchar(30)", "varchar", 30),
            column("code", "char(3)", "char", 3),
            column("bytes", "varbinary"),
            column("day", "date"),
            column("at", "timestamp(6)", "timestamp", 6),
            column("zoned", "timestamp(6) with time zone", "timestamp with time zone", 6),
            column("clock", "time(6)", "time", 6),
            column("id", "uuid"),
            column("doc", "json"),
            new Column("list", "array(integer)", listOf("integer")),
            new Column("names", "map(varchar, bigint)", mapOf("varchar", "bigint")),
            new Column("point", "row(x integer, y varchar)", point()),
            column("nothing", "unknown"));
    List<Object> values =
        new ArrayList<>(
            List.of(
                true,
                (byte) -128,
                (short) 32767,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                0.1,
                Double.NaN,
                "123456789012345678901234567890123456.78",
                "a \"b\" \n é \uD83D\uDE00",
                "ab ",
                "AQID",
                "2024-02-29",
                "2024-02-29 23:59:59.123456",
                "2024-02-29 23:59:59.123456 Europe/Berlin",
                "23:59:59.123456",
                "12151fd2-7586-11e9-8f9e-2a86e4085a59",
                "{\"a\":1}",
                List.of(1, 2),
                Map.of("a", 1L),
                List.of(3, "z")));
    values.add(null);
    ENGINE.on("SELECT all", (session, control) -> TestResult.rows(columns, List.of(values)));
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT all")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean("flag")).isTrue();
      assertThat(row.getByte("tiny")).isEqualTo((byte) -128);
      assertThat(row.getShort("small")).isEqualTo((short) 32767);
      assertThat(row.getInt("n")).isEqualTo(Integer.MIN_VALUE);
      assertThat(row.getLong("big")).isEqualTo(Long.MAX_VALUE);
      assertThat(row.getFloat("r")).isEqualTo(1.5f);
      assertThat(row.getDouble("d")).isEqualTo(0.1);
      assertThat(row.getDouble("nan")).isNaN();
      assertThat(row.getBigDecimal("amount"))
          .isEqualTo(new BigDecimal("123456789012345678901234567890123456.78"));
      assertThat(row.getString("text")).isEqualTo("a \"b\" \n é \uD83D\uDE00");
      assertThat(row.getString("code")).isEqualTo("ab ");
      assertThat(row.getBytes("bytes")).containsExactly(1, 2, 3);
      assertThat(row.getDate("day")).isEqualTo(Date.valueOf("2024-02-29"));
      assertThat(row.getTimestamp("at")).isEqualTo(Timestamp.valueOf("2024-02-29 23:59:59.123456"));
      assertThat(row.getTimestamp("zoned").toInstant()).hasToString("2024-02-29T22:59:59.123456Z");
      assertThat(row.getString("clock")).isEqualTo("23:59:59.123456");
      assertThat(row.getString("id")).isEqualTo("12151fd2-7586-11e9-8f9e-2a86e4085a59");
      assertThat(row.getString("doc")).isEqualTo("{\"a\":1}");
      Array list = row.getArray("list");
      assertThat((Object[]) list.getArray()).containsExactly(1, 2);
      assertThat(row.getObject("names")).isEqualTo(Map.of("a", 1L));
      Row point = (Row) row.getObject("point");
      assertThat(point.getFields().get(1).getValue()).isEqualTo("z");
      assertThat(row.getObject("nothing")).isNull();
      assertThat(row.getMetaData().getColumnTypeName(9)).isEqualTo("decimal(38,2)");
    }
  }

  private static ClientTypeSignature listOf(String item) {
    return new ClientTypeSignature("array", List.of(type(item)));
  }

  private static ClientTypeSignature mapOf(String key, String value) {
    return new ClientTypeSignature("map", List.of(type(key), type(value)));
  }

  private static ClientTypeSignature point() {
    return new ClientTypeSignature("row", List.of(field("x", "integer"), field("y", "varchar")));
  }

  private static ClientTypeSignatureParameter type(String name) {
    return ClientTypeSignatureParameter.ofType(new ClientTypeSignature(name));
  }

  private static ClientTypeSignatureParameter field(String name, String type) {
    return ClientTypeSignatureParameter.ofNamedType(
        new NamedClientTypeSignature(
            Optional.of(new RowFieldName(name)), new ClientTypeSignature(type)));
  }

  @Test
  void preparesStatements() throws Exception {
    String longText = "SELECT ? -- " + words(60_000);
    ENGINE.on("SELECT INTEGER '7'", (session, control) -> one("_col0", "integer", 7));
    ENGINE.on(
        longText.replace("?", "INTEGER '8'"), (session, control) -> one("_col0", "integer", 8));
    try (Connection connection = connect()) {
      try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
        statement.setInt(1, 7);
        assertThat(first(statement.executeQuery())).isEqualTo(7);
      }
      try (PreparedStatement statement = connection.prepareStatement(longText)) {
        statement.setInt(1, 8);
        assertThat(first(statement.executeQuery())).isEqualTo(8);
      }
      assertThat(first(connection.createStatement().executeQuery("SELECT 1"))).isEqualTo(1);
    }
    assertThat(running.queries().list().getFirst().client().session().preparedStatements())
        .as("what was prepared is deallocated")
        .isEmpty();
  }

  /** Text that does not get much smaller by packing. */
  private static String words(int length) {
    return new Random(1)
        .ints(length, 'a', 'z' + 1)
        .mapToObj(letter -> String.valueOf((char) letter))
        .collect(Collectors.joining());
  }

  private static int first(ResultSet rows) throws SQLException {
    try (rows) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  @Test
  void countsChangedRows() throws Exception {
    ENGINE.on("INSERT INTO t", (session, control) -> TestResult.change("INSERT", 42));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("INSERT INTO t")).isEqualTo(42);
      assertThat(statement.execute("USE lake.silver")).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
      assertThat(connection.getSchema()).isEqualTo("silver");
    }
  }

  @Test
  void keepsItsSession() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.unwrap(TrinoConnection.class).setSessionProperty("early", "1,2");
      statement.execute("SET SESSION lake.limit = 'a=b'");
      statement.execute("SELECT 1");
      assertThat(running.queries().list().getFirst().client().session().properties())
          .isEqualTo(Map.of("early", "1,2", "lake.limit", "a=b"));
      statement.execute("RESET SESSION lake.limit");
      statement.execute("SELECT 1");
      assertThat(running.queries().list().getFirst().client().session().properties())
          .isEqualTo(Map.of("early", "1,2"));
    }
  }

  @Test
  void reportsErrors() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELEC 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("line 1:8: mismatched input")
          .extracting(e -> ((SQLException) e).getErrorCode())
          .isEqualTo(1);
      assertThatThrownBy(
              () -> {
                connection.setAutoCommit(false);
                statement.executeQuery("SELECT 1");
              })
          .as("no transactions")
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void cancels() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    ENGINE.on("SELECT endless", TestEngine.untilCancelled(begun, stopped));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancelled =
          CompletableFuture.runAsync(() -> {
            try {
              begun.await();
              // The driver can cancel what it has heard of; it may not have yet.
              while (stopped.getCount() > 0) {
                statement.cancel();
                Thread.onSpinWait();
              }
            } catch (SQLException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThatThrownBy(() -> statement.executeQuery("SELECT endless"))
          .isInstanceOf(SQLException.class);
      cancelled.join();
      assertThat(first(connection.createStatement().executeQuery("SELECT 1"))).isEqualTo(1);
    }
  }

  @Test
  void aResultThatIsClosedEarlyEndsItsStatement() throws Exception {
    TestResult endless =
        TestResult.rows(
            List.of(column("n", "bigint")),
            LongStream.iterate(0, n -> n + 1).mapToObj(n -> List.<Object>of(n)).iterator());
    ENGINE.on("SELECT endless", (session, control) -> endless);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT endless");
      assertThat(rows.next()).isTrue();
      rows.close();
      Await.until(() -> endless.closed().get());
    }
  }

  @Test
  void readsAMillionRows() throws Exception {
    ENGINE.on(
        "SELECT million",
        (session, control) ->
            TestResult.rows(
                List.of(
                    column("id", "bigint"),
                    varchar("name"),
                    column("amount", "decimal(10, 2)", "decimal", 10, 2),
                    column("rate", "double")),
                LongStream.range(0, 1_000_000)
                    .mapToObj(n -> List.<Object>of(n, "name-" + n, n / 100 + ".25", n * 0.5))
                    .iterator()));
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT million")) {
      long count = 0;
      long sum = 0;
      while (rows.next()) {
        sum += rows.getLong(1);
        assertThat(rows.getString(2)).startsWith("name-");
        count++;
      }
      assertThat(count).isEqualTo(1_000_000);
      assertThat(sum).isEqualTo(499_999_500_000L);
    }
  }

  @Test
  void manyClientsAtOnceGetTheirOwnRows() throws Exception {
    int clients = 32;
    IntStream.range(0, clients)
        .forEach(client ->
            ENGINE.on(
                "SELECT of " + client,
                (session, control) ->
                    TestResult.rows(
                        List.of(column("n", "integer")),
                        IntStream.range(0, 5000)
                            .mapToObj(n -> List.<Object>of(n * clients + client))
                            .iterator())));
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int own = client;
        counts.add(threads.submit(() -> countOwn(own, clients)));
      }
      for (Future<Integer> count : counts) {
        assertThat(count.get()).isEqualTo(5000);
      }
    }
  }

  private static int countOwn(int client, int clients) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT of " + client)) {
      int count = 0;
      while (rows.next()) {
        assertThat(rows.getInt(1)).isEqualTo(count * clients + client);
        count++;
      }
      return count;
    }
  }
}
