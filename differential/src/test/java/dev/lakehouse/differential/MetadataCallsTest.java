package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SQL editors (DBeaver, DataGrip) ask through Trino's JDBC driver when they connect and expand
 * a catalog: our server says the same as a real Trino on the same catalog.
 */
@ExtendWith(TwoEngines.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataCallsTest {
  /** What differs because it is another server. */
  private static final Set<String> OF_THE_SERVER =
      Set.of("getURL", "getConnection", "getDatabaseProductVersion", "getDatabaseMajorVersion");

  /** Rows of the server's own things that the other does not have. */
  private static final Pattern OWN_ROWS =
      Pattern.compile(
          """
          (system \\| runtime \\| )?(tasks|optimizer_rule_stats)( \\| .*)?\
          |(custom_add|custom_sum|custom_rank|create_hll|table_changes) \\| .*\
          |iceberg \\| max_commit_retry \\| .*\
          """);

  private Connection ours;
  private Connection theirs;

  @BeforeAll
  void connect(TwoEngines.Running running) throws SQLException {
    ours = connect(running.lakehouse().trino());
    theirs = connect(running.trino().address());
    for (String sql :
        List.of(
            "DROP SCHEMA IF EXISTS meta CASCADE",
            "DROP SCHEMA IF EXISTS met_a CASCADE",
            "CREATE SCHEMA meta",
            "CREATE SCHEMA met_a",
            """
            CREATE TABLE meta.every_type (b boolean, i integer NOT NULL, l bigint, r real,
            d double, n decimal(38, 10), v varchar COMMENT 'a word', x varbinary, dt date,
            t time(6), ts timestamp(6), tz timestamp(6) with time zone, u uuid,
            a array(integer), m map(varchar, bigint), s row(x integer, y row(z varchar)))
            COMMENT 'all of them' WITH (partitioning = ARRAY['month(dt)'])\
            """,
            "CREATE TABLE meta.every1type (a_b bigint, a1b bigint, \"A b\" bigint, \"q\"\"t\" date)",
            "CREATE TABLE meta.orders (id bigint, country varchar, day date) WITH (partitioning = ARRAY['country'])",
            "INSERT INTO meta.orders VALUES (1, 'DE', DATE '2024-01-01'), (2, 'IT', NULL)",
            "CREATE VIEW meta.big COMMENT 'a view' AS SELECT id, country FROM meta.orders WHERE id > 1",
            "COMMENT ON COLUMN meta.big.id IS 'which'",
            "CREATE TABLE met_a.orders (id integer)")) {
      try (Statement statement = ours.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(URI server) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "ann");
    return DriverManager.getConnection(
        "jdbc:trino://%s:%d/iceberg/meta".formatted(server.getHost(), server.getPort()),
        properties);
  }

  @AfterAll
  void disconnect() throws SQLException {
    ours.close();
    theirs.close();
  }

  private JdbcAnswer same(String what, JdbcAnswer.Call<Connection> call) {
    JdbcAnswer expected = JdbcAnswer.of(theirs, call).without(OWN_ROWS);
    JdbcAnswer found = JdbcAnswer.of(ours, call).without(OWN_ROWS);
    assertThat(found.rows()).as("%s: rows", what).isEqualTo(expected.rows());
    assertThat(found.columns()).as("%s: columns", what).isEqualTo(expected.columns());
    return found;
  }

  static Stream<String> callsWithoutArguments() {
    return Arrays.stream(DatabaseMetaData.class.getMethods())
        .filter(method -> method.getDeclaringClass() == DatabaseMetaData.class)
        .filter(method -> method.getParameterCount() == 0)
        .map(Method::getName)
        .filter(name -> !OF_THE_SERVER.contains(name))
        .sorted(Comparator.naturalOrder());
  }

  @ParameterizedTest
  @MethodSource("callsWithoutArguments")
  void whatTheServerIs(String name) throws Exception {
    Method method = DatabaseMetaData.class.getMethod(name);
    same(
        name,
        connection -> {
          try {
            return method.invoke(connection.getMetaData());
          } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException refused) {
              throw refused;
            }
            throw new AssertionError(e);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void schemas() {
    for (String catalog : Arrays.asList(null, "iceberg", "system", "", "nope", "ICEBERG")) {
      for (String schema : Arrays.asList(null, "%", "met_a", "met\\_a", "me%", "META", "nope")) {
        same(
            "getSchemas(%s, %s)".formatted(catalog, schema),
            connection -> connection.getMetaData().getSchemas(catalog, schema));
      }
    }
  }

  @Test
  void tables() {
    for (String catalog : Arrays.asList("iceberg", "nope")) {
      for (String schema : Arrays.asList("met_a", "met\\_a", "information_schema")) {
        for (String table : Arrays.asList(null, "every_type", "every\\_type", "ev%", "ORDERS")) {
          for (String[] types :
              new String[][] {null, {"TABLE"}, {"VIEW"}, {"TABLE", "VIEW"}, {"SEQUENCE"}, {}}) {
            same(
                "getTables(%s, %s, %s, %s)"
                    .formatted(catalog, schema, table, Arrays.toString(types)),
                connection -> connection.getMetaData().getTables(catalog, schema, table, types));
          }
        }
      }
    }
  }

  @Test
  void tablesOfTheSystem() {
    same(
        "tables of iceberg",
        connection ->
            connection.getMetaData().getTables("iceberg", "information_schema", "%", null));
    same(
        "tables of system.jdbc",
        connection -> connection.getMetaData().getTables("system", "jdbc", "%", null));
    same(
        "tables of system.metadata",
        connection -> connection.getMetaData().getTables("system", "metadata", "%", null));
    same(
        "tables of system.runtime",
        connection -> connection.getMetaData().getTables("system", "runtime", "%", null));
  }

  @Test
  void columns() {
    List<List<String>> patterns = new ArrayList<>();
    for (String schema : Arrays.asList("met_a", "met\\_a", "information_schema")) {
      for (String table : Arrays.asList(null, "every_type", "every\\_type")) {
        for (String column : Arrays.asList(null, "a_b", "a\\_b", "A b", "a b", "")) {
          patterns.add(Arrays.asList(schema, table, column));
        }
      }
    }
    for (List<String> pattern : patterns) {
      same(
          "getColumns" + pattern,
          connection ->
              connection
                  .getMetaData()
                  .getColumns("iceberg", pattern.get(0), pattern.get(1), pattern.get(2)));
    }
    assertThat(
            same(
                    "getColumns",
                    connection ->
                        connection.getMetaData().getColumns("iceberg", "meta", "every\\_type", "%"))
                .rows())
        .hasSize(16);
    same(
        "columns of system.jdbc",
        connection -> connection.getMetaData().getColumns("system", "jdbc", "%", "%"));
    same(
        "columns of system.runtime.queries",
        connection -> connection.getMetaData().getColumns("system", "runtime", "queries", "%"));
  }

  static List<JdbcAnswer.Call<DatabaseMetaData>> otherCalls() {
    return List.of(
        m -> m.getPrimaryKeys("iceberg", "meta", "orders"),
        m -> m.getImportedKeys("iceberg", "meta", "orders"),
        m -> m.getExportedKeys("iceberg", "meta", "orders"),
        m -> m.getCrossReference("iceberg", "meta", "orders", "iceberg", "meta", "big"),
        m -> m.getIndexInfo("iceberg", "meta", "orders", false, true),
        m -> m.getIndexInfo("iceberg", "meta", "orders", true, false),
        m -> m.getBestRowIdentifier("iceberg", "meta", "orders", 0, true),
        m -> m.getVersionColumns("iceberg", "meta", "orders"),
        m -> m.getPseudoColumns("iceberg", "meta", "orders", "%"),
        m -> m.getTablePrivileges("iceberg", "meta", "orders"),
        m -> m.getColumnPrivileges("iceberg", "meta", "orders", "%"),
        m -> m.getProcedures("iceberg", "system", "%"),
        m -> m.getProcedures(null, null, null),
        m -> m.getProcedureColumns("iceberg", "system", "%", "%"),
        m -> m.getFunctions("iceberg", "meta", "%"),
        m -> m.getFunctions(null, null, "%"),
        m -> m.getFunctionColumns("iceberg", "meta", "%", "%"),
        m -> m.getUDTs("iceberg", "meta", "%", null),
        m -> m.getUDTs(null, null, "%", new int[] {2002}),
        m -> m.getSuperTypes("iceberg", "meta", "%"),
        m -> m.getSuperTables("iceberg", "meta", "%"),
        m -> m.getAttributes("iceberg", "meta", "%", "%"),
        m -> m.supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED),
        m -> m.supportsResultSetType(ResultSet.TYPE_FORWARD_ONLY),
        m -> m.supportsConvert(12, 4));
  }

  @Test
  void otherThings() {
    List<JdbcAnswer.Call<DatabaseMetaData>> calls = otherCalls();
    for (int i = 0; i < calls.size(); i++) {
      JdbcAnswer.Call<DatabaseMetaData> call = calls.get(i);
      same("call " + i, connection -> call.on(connection.getMetaData()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW CATALOGS",
        "SHOW SCHEMAS",
        "SHOW SCHEMAS FROM system",
        "SHOW TABLES FROM system.runtime",
        "SHOW TABLES LIKE 'every$_type' ESCAPE '$'",
        "SHOW COLUMNS FROM meta.every_type",
        "SHOW CREATE TABLE \"iceberg\".\"meta\".\"every_type\"",
        "SHOW CREATE TABLE meta.every1type",
        "SHOW CREATE VIEW \"iceberg\".\"meta\".\"big\"",
        "SHOW CREATE SCHEMA meta",
        "SHOW CREATE TABLE meta.big",
        "SHOW CREATE VIEW meta.orders",
        "SHOW CREATE TABLE meta.nope",
        "SHOW CREATE VIEW meta.nope",
        "SHOW STATS FOR meta.orders",
        "SHOW GRANTS ON TABLE meta.orders",
        "SHOW ROLES",
        "SHOW CURRENT ROLES",
        "SHOW FUNCTIONS",
        "SHOW FUNCTIONS FROM iceberg.meta",
        "DESCRIBE meta.big",
        "SELECT * FROM system.metadata.table_comments WHERE catalog_name = 'iceberg' AND schema_name = 'meta'",
        "SELECT catalog_name, connector_id, connector_name FROM system.metadata.catalogs WHERE catalog_name = 'system'",
        "SELECT * FROM information_schema.schemata",
        "SELECT * FROM information_schema.tables WHERE table_schema = 'meta'",
        "SELECT * FROM information_schema.columns WHERE table_schema IN ('meta', 'information_schema')",
        "SELECT * FROM information_schema.views WHERE table_schema = 'meta'",
        "SELECT * FROM information_schema.table_privileges",
        "SELECT * FROM information_schema.roles",
        "SELECT * FROM information_schema.enabled_roles",
        "SELECT * FROM information_schema.applicable_roles",
        "SELECT * FROM system.metadata.table_properties WHERE catalog_name = 'iceberg'",
        "SELECT * FROM system.metadata.schema_properties WHERE catalog_name = 'iceberg'",
        "SELECT * FROM system.metadata.column_properties",
        "SELECT * FROM system.metadata.analyze_properties WHERE catalog_name = 'iceberg'",
        "SELECT catalog_name, schema_name, name, storage_table, freshness, definition FROM system.metadata.materialized_views",
        "SELECT * FROM system.jdbc.types",
        "SELECT * FROM system.jdbc.table_types",
        "SELECT current_user, current_catalog, current_schema",
        "EXPLAIN (TYPE VALIDATE) SELECT * FROM meta.orders",
        "EXPLAIN (TYPE VALIDATE) SELECT nope FROM meta.orders",
        "SELECT nope FROM meta.orders",
        "SELECT * FROM meta.nope",
        "SELECT * FROM nope.orders",
        "SELECT * FROM nope.meta.orders",
        "SELECT 1/0",
        "SELEC 1",
        "USE nope.nope",
        "INSERT INTO meta.every_type (i) VALUES (NULL)",
        "DROP TABLE meta.big",
        "DROP VIEW meta.orders",
        "DROP SCHEMA meta",
        "CREATE TABLE meta.orders (a integer)",
        "CREATE VIEW meta.big AS SELECT 1 x",
        "ALTER TABLE meta.orders ADD COLUMN id bigint",
        "ALTER TABLE meta.orders DROP COLUMN nope",
        "CALL system.runtime.kill_query('20240101_000000_00000_aaaaa')",
        "CALL system.runtime.kill_query(query_id => 'a-b')",
        "CALL system.runtime.nothing()",
      })
  void statements(String sql) {
    same(
        sql,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            // The rows have to be read while the statement is open.
            return statement.execute(sql)
                ? JdbcAnswer.of(statement, Statement::getResultSet)
                : statement.getUpdateCount();
          }
        });
  }

  @Test
  void preparedStatementsDescribeThemselves() {
    String sql = "SELECT id, country, ? AS given FROM meta.orders WHERE day > ? AND id = ?";
    same(
        "metadata",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= statement.getMetaData().getColumnCount(); i++) {
              columns.add(
                  statement.getMetaData().getColumnName(i)
                      + " "
                      + statement.getMetaData().getColumnTypeName(i)
                      + " "
                      + statement.getMetaData().getTableName(i)
                      + " "
                      + statement.getMetaData().getSchemaName(i));
            }
            for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
              columns.add(statement.getParameterMetaData().getParameterTypeName(i));
            }
            return columns;
          }
        });
  }
}
