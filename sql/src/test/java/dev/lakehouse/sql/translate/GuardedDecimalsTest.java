package dev.lakehouse.sql.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.spi.type.DecimalType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Expression;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What DuckDB makes of the text, and when it leaves the work to Trino. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardedDecimalsTest {
  private static final String LEFT_TO_TRINO = "Trino";

  private PlannedQueries queries;
  private DuckDb duckdb;
  private DuckSession session;

  @BeforeAll
  void start(@TempDir Path directory) {
    queries = new PlannedQueries();
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory));
    session = duckdb.session();
    NativeMacros.register(session);
  }

  @AfterAll
  void stop() {
    session.close();
    duckdb.close();
    queries.close();
  }

  private Call division(String left, String right) {
    return queries.expression(
        "SELECT a / b FROM (VALUES (CAST(NULL AS %s), CAST(NULL AS %s))) t(a, b)"
            .formatted(left, right),
        Call.class);
  }

  private Cast cast(String from, String to) {
    return queries.expression(
        "SELECT CAST(a AS %s) FROM (VALUES CAST(NULL AS %s)) t(a)".formatted(to, from), Cast.class);
  }

  /** The value for some operands, which are columns to DuckDB. */
  private String value(Expression expression, String... values) {
    List<String> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> operands = GuardedDecimals.operands(expression).orElseThrow();
    for (int i = 0; i < values.length; i++) {
      names.add("c" + i);
      columns.add(
          "CAST(%s AS %s)"
              .formatted(
                  values[i] == null ? "NULL" : "'" + values[i] + "'",
                  StorageTypes.of(operands.get(i).type())));
    }
    String type = StorageTypes.of(expression.type());
    // Trino's part is an error of DuckDB's, which takes place in no other case.
    String sql =
        "SELECT CAST(%s AS VARCHAR) FROM (VALUES (%s)) t(%s)"
            .formatted(
                GuardedDecimals.print(
                    expression, names, "CAST(error('%s') AS %s)".formatted(LEFT_TO_TRINO, type)),
                String.join(", ", columns),
                String.join(", ", names));
    try {
      return session.query(sql, row -> row.getString(1)).getFirst();
    } catch (RuntimeException e) {
      assertThat(e).hasStackTraceContaining(LEFT_TO_TRINO);
      return LEFT_TO_TRINO;
    }
  }

  @Test
  void dividesHalfUpAwayFromZero() {
    Call division = division("decimal(12, 2)", "decimal(9, 3)");
    int scale = ((DecimalType) division.type()).getScale();
    for (String left : List.of("0.00", "0.01", "1.00", "9999999999.99", "0.05", "7.77")) {
      for (String right : List.of("0.001", "3.000", "999999.999", "0.200", "2.000", "1.500")) {
        for (String leftSign : List.of("", "-")) {
          for (String rightSign : List.of("", "-")) {
            BigDecimal dividend = new BigDecimal(leftSign + left);
            BigDecimal divisor = new BigDecimal(rightSign + right);
            assertThat(new BigDecimal(value(division, leftSign + left, rightSign + right)))
                .as("%s / %s", dividend, divisor)
                .isEqualTo(dividend.divide(divisor, scale, RoundingMode.HALF_UP));
          }
        }
      }
    }
    assertThat(value(division, null, "1")).isNull();
    assertThat(value(division, "1", null)).isNull();
    assertThat(value(division, null, "0")).isNull();
    assertThat(value(division, "1", "0")).isEqualTo(LEFT_TO_TRINO);
  }

  @Test
  void whatNeedsMoreThan128BitsIsLeftToTrino() {
    Call wide = division("decimal(38, 10)", "decimal(38, 10)");
    assertThat(value(wide, "1", "3")).isEqualTo("0.3333333333");
    assertThat(value(wide, "9".repeat(17), "1")).isEqualTo("9".repeat(17) + ".0000000000");
    assertThat(value(wide, "9".repeat(18), "1")).isEqualTo(LEFT_TO_TRINO);
    assertThat(value(wide, "1", "9".repeat(28))).isEqualTo(LEFT_TO_TRINO);

    Call fraction = division("decimal(38, 38)", "decimal(38, 38)");
    assertThat(value(fraction, "0.5", "0.5")).isEqualTo(LEFT_TO_TRINO);
  }

  @Test
  void castsWhatFits() {
    Cast cast = cast("decimal(20, 2)", "decimal(5, 2)");
    assertThat(value(cast, "998.99")).isEqualTo("998.99");
    // The guard compares with whole numbers.
    assertThat(value(cast, "999.99")).isEqualTo(LEFT_TO_TRINO);
    assertThat(value(cast, "-999.00")).isEqualTo("-999.00");
    assertThat(value(cast, "1000.00")).isEqualTo(LEFT_TO_TRINO);
    assertThat(value(cast, (String) null)).isEqualTo(LEFT_TO_TRINO);

    Cast fraction = cast("decimal(4, 2)", "decimal(3, 3)");
    assertThat(value(fraction, "0.00")).isEqualTo(".000");
    assertThat(value(fraction, "0.10")).isEqualTo(LEFT_TO_TRINO);
  }

  @Test
  void othersAreNoneOfItsBusiness() {
    assertThat(
            GuardedDecimals.operands(
                queries.expression("SELECT a / b FROM (VALUES (1, 2)) t(a, b)", Call.class)))
        .isEqualTo(Optional.empty());
    assertThat(
            GuardedDecimals.operands(
                queries.expression("SELECT a * b FROM (VALUES (1.5, 2.5)) t(a, b)", Call.class)))
        .isEqualTo(Optional.empty());
    // Rounding is Trino's.
    assertThat(GuardedDecimals.operands(cast("decimal(5, 2)", "decimal(5, 1)"))).isEmpty();
  }

  @Test
  void constantsFitIfTheirTypesDo() {
    assertThat(
            GuardedDecimals.alwaysFits(
                queries.expression(
                    "SELECT a / DECIMAL '1.5' FROM (VALUES DECIMAL '7.00') t(a)", Call.class)))
        .isTrue();
    assertThat(
            GuardedDecimals.alwaysFits(
                queries.expression(
                    "SELECT a / DECIMAL '%s.5' FROM (VALUES DECIMAL '7.00') t(a)"
                        .formatted("9".repeat(37)),
                    Call.class)))
        .isFalse();
    assertThat(GuardedDecimals.alwaysFits(cast("decimal(20, 2)", "decimal(5, 2)"))).isFalse();
  }

  @Test
  void longOperandsAreNotRepeated() {
    assertThat(GuardedDecimals.areShort(List.of("x".repeat(200), "y".repeat(100)))).isTrue();
    assertThat(GuardedDecimals.areShort(List.of("x".repeat(200), "y".repeat(101)))).isFalse();
  }
}
