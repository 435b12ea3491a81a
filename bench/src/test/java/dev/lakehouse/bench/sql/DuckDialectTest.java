package dev.lakehouse.bench.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuckDialectTest {
  @Test
  void namesLoseTheirCatalogAndSchemaAndKeepTheirQuotes() {
    assertThat(DuckDialect.of("FROM ${database}.${schema}.${prefix}item")).isEqualTo("FROM item");
    assertThat(DuckDialect.of("FROM \"${database}\".\"${schema}\".\"${prefix}item\""))
        .isEqualTo("FROM \"item\"");
    assertThat(DuckDialect.of("x \"${database}.${schema}.itemrevenue\""))
        .isEqualTo("x \"itemrevenue\"");
  }

  @Test
  void decimalsAreWrittenPlainly() {
    assertThat(DuckDialect.of("x > DECIMAL '0.05'")).isEqualTo("x > 0.05");
  }

  @Test
  void everyQueryOfAWorkloadHasItsQuotesInPairs() {
    for (Workload workload : Workload.values()) {
      for (Workload.Query query : workload.queries(1)) {
        assertThat(query.duckdb())
            .as(query.name())
            .allMatch(sql -> sql.chars().filter(sign -> sign == '"').count() % 2 == 0);
      }
    }
  }
}
