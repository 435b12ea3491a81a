package dev.lakehouse.sql.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.SetOperationNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedPlansTest {
  private PlannedQueries queries;

  @BeforeAll
  void start() {
    queries = new PlannedQueries();
  }

  @AfterAll
  void stop() {
    queries.close();
  }

  /** What stands for each of a plan's nodes of a kind. */
  private List<Optional<Object>> found(String sql, Class<? extends PlanNode> kind) {
    return queries.plan(
        sql,
        root -> {
          SharedPlans shared = SharedPlans.of(root);
          return PlannedQueries.nodes(root, kind).stream().map(shared::find).toList();
        });
  }

  /** How many nodes of a plan are computed once, if a query of WITH is named twice in it. */
  private long shared(String query) {
    List<Object> shared =
        found(
                "WITH q AS (%s) SELECT * FROM q a JOIN q b ON a.k = b.k".formatted(query),
                PlanNode.class)
            .stream()
            .flatMap(Optional::stream)
            .toList();
    assertThat(shared.stream().distinct()).hasSizeLessThanOrEqualTo(1);
    return shared.size();
  }

  @Test
  void whatIsNamedTwiceIsComputedOnce() {
    assertThat(shared("SELECT k, count(*) c FROM (VALUES 1, 2) t(k) GROUP BY k")).isEqualTo(2);
    assertThat(
            shared(
                "SELECT k, sum(v) OVER (PARTITION BY k ORDER BY v) s FROM (VALUES (1, 2)) t(k, v)"))
        .isEqualTo(2);
    assertThat(shared("SELECT 1 AS k UNION SELECT 2")).isEqualTo(2);
    assertThat(shared("SELECT k FROM (VALUES 1) t(k) EXCEPT ALL SELECT 2")).isEqualTo(2);
    assertThat(
            shared(
                "SELECT a.k FROM (VALUES 1) a(k) LEFT JOIN (VALUES (1, 2)) b(k, v) ON a.k = b.k"))
        .isEqualTo(2);
  }

  @Test
  void whatDiffersIsNotTheSame() {
    assertThat(
            found(
                """
                SELECT * FROM (SELECT k, count(*) FROM (VALUES 1) t(k) GROUP BY k) a
                JOIN (SELECT k, count(*) FROM (VALUES 2) t(k) GROUP BY k) b ON a.k = b.k
                """,
                AggregationNode.class))
        .containsOnly(Optional.empty());
    assertThat(
            found(
                """
                SELECT * FROM (SELECT sum(v) AS s FROM (VALUES (1, 2)) t(k, v) GROUP BY k) a
                JOIN (SELECT sum(k) AS s FROM (VALUES (1, 2)) t(k, v) GROUP BY v) b ON a.s = b.s
                """,
                AggregationNode.class))
        .containsOnly(Optional.empty());
    assertThat(
            found(
                """
                (SELECT k FROM (VALUES 1, 2) t(k) EXCEPT SELECT 1)
                UNION ALL (SELECT k FROM (VALUES 1, 2) t(k) EXCEPT ALL SELECT 1)
                """,
                SetOperationNode.class))
        .containsOnly(Optional.empty());
  }

  @Test
  void whatChangesEachTimeIsComputedEachTime() {
    assertThat(
            shared(
                "SELECT k, count(*) c FROM (SELECT random(5) AS k FROM (VALUES 1, 2)) GROUP BY k"))
        .isZero();
  }

  @Test
  void whatIsCheapIsNotSetApart() {
    assertThat(shared("SELECT k + 1 AS k FROM (VALUES 1) t(k) WHERE k > 0")).isZero();
  }

  @Test
  void aPartOfASharedPartIsUsedOnce() {
    assertThat(
            shared(
                """
                SELECT k, sum(c) s FROM
                  (SELECT k, v, count(*) c FROM (VALUES (1, 2)) t(k, v) GROUP BY k, v) GROUP BY k\
                """))
        .isEqualTo(2);
  }

  @Test
  void whatNeedsARowFromOutsideIsComputedForEach() {
    assertThat(
            found(
                """
                SELECT (SELECT count(*) FROM (VALUES 1, 2) t(k) WHERE k > o),
                  (SELECT 1 + count(*) FROM (VALUES 1, 2) t(k) WHERE k > o)
                FROM (VALUES 0, 1) outside(o)
                """,
                AggregationNode.class))
        .hasSize(2)
        .containsOnly(Optional.empty());
  }

  @Test
  void relationsThatAreNotJoinedYetAreLeftToTheirFilter() {
    assertThat(
            found(
                """
                WITH q AS (SELECT a.k FROM (VALUES 1) a(k), (VALUES 1) b(k) WHERE a.k = b.k)
                SELECT * FROM q x JOIN q y ON x.k = y.k
                """,
                JoinNode.class))
        .hasSize(3)
        .containsOnly(Optional.empty());
  }
}
