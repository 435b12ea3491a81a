package dev.lakehouse.app.shell;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names that statements may use, looked up on a thread of its own. Thread-safe. */
final class KnownNames implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KnownNames.class);

  /** Beyond that nobody finds anything by completion. */
  private static final int MOST_ROWS = 50_000;

  private final SqlEngine engine;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("names").factory());
  private volatile Names names = new Names(Set.of(), new TreeMap<>(), Set.of());

  /**
   * Names as they were at a moment.
   *
   * @param catalogs the catalogs
   * @param tables of the session's catalog: columns by table by schema
   * @param functions the functions
   */
  record Names(
      Set<String> catalogs,
      SortedMap<String, SortedMap<String, List<String>>> tables,
      Set<String> functions) {
    /** The tables of a schema, with their columns. */
    Map<String, List<String>> in(String schema) {
      return tables.getOrDefault(schema, new TreeMap<>());
    }

    /** All columns of all tables of a schema. */
    Collection<String> columnsIn(String schema) {
      Set<String> columns = new TreeSet<>();
      in(schema).values().forEach(columns::addAll);
      return columns;
    }
  }

  KnownNames(SqlEngine engine) {
    this.engine = requireNonNull(engine, "engine is null");
  }

  /** Those that are known by now. */
  Names now() {
    return names;
  }

  /** Looks them up anew, in the background. */
  void refresh(SqlSession session) {
    worker.execute(() -> {
      try {
        names = load(session);
      } catch (LakehouseException e) {
        // Then nothing new can be completed; the user's own statements tell what is wrong.
        log.debug("cannot look up names", e);
      }
    });
  }

  private Names load(SqlSession session) {
    SortedMap<String, SortedMap<String, List<String>>> tables = new TreeMap<>();
    if (session.catalog().isPresent()) {
      texts(session, "SHOW SCHEMAS").forEach(row -> tables.put(row.getFirst(), new TreeMap<>()));
      String columns =
          """
          SELECT table_schema, table_name, column_name
          FROM information_schema.columns
          ORDER BY table_schema, table_name, ordinal_position\
          """;
      for (List<String> row : texts(session, columns)) {
        tables
            .computeIfAbsent(row.get(0), _ -> new TreeMap<>())
            .computeIfAbsent(row.get(1), _ -> new ArrayList<>())
            .add(row.get(2));
      }
    }
    Set<String> functions =
        names.functions().isEmpty() ? first(session, "SHOW FUNCTIONS") : names.functions();
    return new Names(first(session, "SHOW CATALOGS"), tables, functions);
  }

  private Set<String> first(SqlSession session, String sql) {
    Set<String> values = new TreeSet<>();
    texts(session, sql).forEach(row -> values.add(row.getFirst()));
    return values;
  }

  private List<List<String>> texts(SqlSession session, String sql) {
    List<List<String>> rows = new ArrayList<>();
    try (SqlResult result = engine.execute(session, sql)) {
      List<List<Object>> fetched = result.fetch(MOST_ROWS);
      while (!fetched.isEmpty() && rows.size() < MOST_ROWS) {
        fetched.forEach(row -> rows.add(row.stream().map(String::valueOf).toList()));
        fetched = result.fetch(MOST_ROWS);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
