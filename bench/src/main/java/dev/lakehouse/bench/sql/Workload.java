package dev.lakehouse.bench.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A standard workload: tables, and queries in Trino's own text, which is in the jar of {@code
 * io.trino:trino-benchto-benchmarks} (Apache-2.0).
 */
public enum Workload {
  /** 8 tables, 22 queries. */
  TPCH(22) {
    @Override
    Stream<GeneratedTable> tables(double scale) {
      return TpchTables.of(scale);
    }
  },

  /** 24 tables, 99 queries; four of them are two statements. */
  TPCDS(99) {
    @Override
    Stream<GeneratedTable> tables(double scale) {
      return TpcdsTables.of(scale);
    }
  };

  private final int count;

  Workload(int count) {
    this.count = count;
  }

  /**
   * A query; several statements if it has parts.
   *
   * @param trino what the server is sent
   * @param duckdb the same for DuckDB
   */
  public record Query(String name, List<String> trino, List<String> duckdb) {}

  /** The schema with its tables, and what it is called. */
  public String schema() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Generates the tables. */
  abstract Stream<GeneratedTable> tables(double scale);

  /** The queries. */
  public List<Query> queries(double scale) {
    List<Query> queries = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      String name = "q%02d".formatted(number);
      List<String> statements =
          Stream.of(
                  text("/sql/presto/%s/%s.sql".formatted(schema(), name)).split(";\\s*(\n|$)", -1))
              .map(String::strip)
              .filter(sql -> !sql.isEmpty())
              .map(sql ->
                  sql.replace(
                      "${scale}", BigDecimal.valueOf(scale).stripTrailingZeros().toPlainString()))
              .toList();
      queries.add(
          new Query(
              name,
              statements.stream()
                  .map(sql ->
                      sql.replace("${database}", SqlLab.CATALOG)
                          .replace("${schema}", schema())
                          .replace("${prefix}", ""))
                  .toList(),
              statements.stream().map(DuckDialect::of).toList()));
    }
    return queries;
  }

  private static String text(String resource) {
    try (InputStream in = Workload.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
