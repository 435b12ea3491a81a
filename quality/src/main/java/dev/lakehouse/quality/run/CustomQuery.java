package dev.lakehouse.quality.run;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.Rule;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.text.QueryText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A query that somebody wrote to find what fails. */
final class CustomQuery {
  private static final String FAILURES = "failures";

  private final Statements statements;
  private final String sql;

  CustomQuery(Rule.CustomSql rule, PinnedTables tables, Statements statements) {
    this.statements = statements;
    this.sql = QueryText.parse(rule.sql()).replacing(tables::relation);
  }

  Finding run() {
    List<List<Object>> first;
    try (SqlResult result = statements.open(sql)) {
      if (result.columns().size() == 1
          && result.columns().getFirst().getName().equalsIgnoreCase(FAILURES)) {
        return number(Statements.rows(result, 2));
      }
      first = Statements.rows(result, Finding.MOST_KEYS);
    }
    // A comment can be at the end of the query.
    long failing =
        first.size() < Finding.MOST_KEYS
            ? first.size()
            : statements.number("SELECT count(*) FROM (%s\n)".formatted(sql));
    return new Finding(
        first.isEmpty(),
        "the query gives " + (first.isEmpty() ? "no rows" : Words.count(failing, "row")),
        OptionalLong.of(failing),
        first.isEmpty() ? Optional.empty() : Optional.of(() -> first));
  }

  private static Finding number(List<List<Object>> rows) {
    if (rows.size() != 1 || rows.getFirst().getFirst() == null) {
      throw wrong(rows.isEmpty() ? "no row" : rows.size() == 1 ? "NULL" : "more than one row");
    }
    Object value = rows.getFirst().getFirst();
    BigDecimal failures;
    try {
      failures = new BigDecimal(value.toString());
    } catch (NumberFormatException notOne) {
      throw wrong("'%s'".formatted(value));
    }
    if (failures.signum() < 0) {
      throw wrong(failures.toPlainString());
    }
    return new Finding(
        failures.signum() == 0,
        "the query gives failures = " + failures.toPlainString(),
        OptionalLong.of(failures.setScale(0, RoundingMode.CEILING).longValue()),
        Optional.empty());
  }

  private static LakehouseException wrong(String given) {
    return LakehouseException.of(
        ErrorCode.INVALID_DATA,
        "the query gives %s, and its column 'failures' is to be one number of 0 or more"
            .formatted(given),
        "coalesce(…, 0) makes a number of NULL");
  }
}
