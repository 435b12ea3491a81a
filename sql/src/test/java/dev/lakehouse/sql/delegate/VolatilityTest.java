package dev.lakehouse.sql.delegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.sql.planner.Symbol;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How often DuckDB computes an expression, from which threads, and until when. */
class VolatilityTest extends DelegationTest {
  private static final int ROWS = 300_000;

  @Test
  void aRandomExpressionIsComputedForEachRow() {
    assertThat(delegation.overRange("SELECT random()", "count(DISTINCT %s)", ROWS))
        .isGreaterThan(ROWS - 10L);
  }

  @Test
  void aRandomExpressionOfARepeatedArgumentIsComputedForEachRow() {
    assertThat(
            delegation.overRange(
                "SELECT random(a * 0 + 1000000000) FROM (VALUES 1) t(a)",
                "count(DISTINCT %s)",
                ROWS))
        .isGreaterThan(ROWS * 9L / 10);
  }

  @Test
  void severalThreadsComputeTheSameExpression() {
    assertThat(
            delegation.overRange(
                "SELECT reduce(sequence(a, a + 2), 0, (s, x) -> s + x, s -> length(format('%d',"
                    + " s))) FROM (VALUES BIGINT '1') t(a)",
                "CAST(sum(%s) AS BIGINT)", ROWS))
        .isEqualTo(LongStream.range(0, ROWS).map(a -> Long.toString(3 * a + 3).length()).sum());
  }

  @Test
  void aConstantThatFailsDoesSoOnlyWhereItIsReached() {
    String branch = "count(CASE WHEN a < 0 THEN %s END)";
    assertThat(delegation.overRange("SELECT 1 / 0", branch, ROWS)).isZero();
    assertThatThrownBy(() -> delegation.overRange("SELECT 1 / 0", "count(%s)", ROWS))
        .hasMessageContaining("Division by zero");
  }

  @Test
  void aClosedScopeComputesNothing() {
    String sql =
        delegation.inTransaction(transaction -> {
          Delegation.Query query =
              delegation.plan(transaction, "SELECT abs(a) FROM (VALUES -1) t(a)");
          Symbol symbol = query.symbols().getFirst();
          try (TrinoExpressions.Scope scope = delegation.expressions.scope(transaction.session())) {
            return scope
                .call(query.selected().getFirst(), Map.of(symbol, Value.of("range::INTEGER")))
                .sql();
          }
        });
    assertThatThrownBy(() -> delegation.run("SELECT " + sql + " FROM range(3)", List.of()))
        .hasMessageContaining("is over");
  }
}
