package dev.lakehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.client.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Statements on an engine, whichever it is; each test begins with an empty schema "shop". */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineStatements {
  private SqlSession session;

  /** The engine under test, on a lakehouse that has no schema "shop" of anybody else's. */
  protected abstract SqlEngine engine();

  /** What a statement gave. */
  protected record Outcome(
      List<Column> columns, List<List<Object>> rows, String updateType, OptionalLong count) {
    public Object single() {
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst()).hasSize(1);
      return rows.getFirst().getFirst();
    }
  }

  /** Begins another session, in a schema. */
  protected final void startSession(String schema) {
    session = SqlSession.of("ann", "iceberg", schema);
  }

  protected final Outcome run(String sql) {
    try (SqlResult result = engine().execute(session, sql)) {
      List<List<Object>> rows = new ArrayList<>();
      for (List<List<Object>> some = result.fetch(3); !some.isEmpty(); some = result.fetch(3)) {
        some.forEach(values -> rows.add(row(values.toArray())));
      }
      session = session.with(result.sessionUpdate());
      return new Outcome(
          result.columns(), rows, result.updateType().orElse(""), result.updateCount());
    }
  }

  protected final List<List<Object>> rows(String sql) {
    return run(sql).rows();
  }

  protected static List<Object> row(Object... values) {
    List<Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value instanceof Number number ? inJson(number) : value);
    }
    return row;
  }

  /** The protocol's numbers are those of JSON, which has no kinds of them. */
  private static Object inJson(Number number) {
    return number instanceof Float || number instanceof Double
        ? (Object) Double.valueOf(number.toString())
        : (Object) number.longValue();
  }

  protected final void fails(String sql, String error, String... words) {
    assertThatThrownBy(() -> run(sql))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.error().name()).as(e.getMessage()).isEqualTo(error);
              assertThat(List.of(words)).allMatch(word -> e.getMessage().contains(word));
            });
  }

  @BeforeEach
  void makeAnEmptySchema() {
    startSession("shop");
    run("DROP SCHEMA IF EXISTS shop CASCADE");
    run("CREATE SCHEMA shop");
  }

  protected final void makeOrders() {
    run(
        """
        CREATE TABLE orders (id bigint, country varchar, amount decimal(10, 2), day date)
        WITH (partitioning = ARRAY['month(day)'])\
        """);
    run(
        """
        INSERT INTO orders VALUES
        (1, 'DE', 10.50, DATE '2024-01-15'),
        (2, 'FR', 20.00, DATE '2024-01-20'),
        (3, 'DE', NULL, DATE '2024-02-01'),
        (4, NULL, 7.25, DATE '2024-03-01')\
        """);
  }
}
