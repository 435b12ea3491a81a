package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Statements that change what the client brings along with the next one. */
class SessionStatementsTest extends FrontEndTest {
  @Test
  void useMovesToAnotherSchema() {
    assertThat(sql.run("USE iceberg.information_schema")).isEqualTo("USE");
    assertThat(sql.session.schema()).isEqualTo(Optional.of("information_schema"));
    sql.refuses("USE iceberg.nowhere", "NOT_FOUND: Schema does not exist: iceberg.nowhere");
    sql.refuses("USE nowhere.shop", "CATALOG_NOT_FOUND: Catalog 'nowhere' not found");
  }

  @Test
  void sessionPropertiesOfTheSystemAndOfTheCatalog() {
    sql.run("SET SESSION join_distribution_type = 'BROADCAST'");
    sql.run("SET SESSION iceberg.target_max_file_size = '10MB'");
    assertThat(sql.session.properties())
        .containsEntry("join_distribution_type", "BROADCAST")
        .containsEntry("iceberg.target_max_file_size", "10MB");
    sql.run("RESET SESSION iceberg.target_max_file_size");
    assertThat(sql.session.properties()).doesNotContainKey("iceberg.target_max_file_size");
    assertThat(sql.refusal("SET SESSION nonsense = 1"))
        .startsWith("INVALID_SESSION_PROPERTY: line 1:24: Session property 'nonsense' does not");
    assertThat(sql.refusal("SET SESSION join_distribution_type = 1"))
        .startsWith("INVALID_SESSION_PROPERTY: ");
  }

  @Test
  void theTimeZoneIsThatOfTheNextStatement() {
    sql.run("SET TIME ZONE 'Europe/Rome'");
    assertThat(
            sql.<String>plan(
                "SELECT 1", (transaction, _) -> transaction.session().getTimeZoneKey().getId()))
        .isEqualTo("Europe/Rome");
    sql.refuses(
        "SET TIME ZONE 'Europe/Nowhere'", "NOT_SUPPORTED: Time zone not supported: Europe/Nowhere");
  }

  @Test
  void preparedStatements() {
    sql.run("CREATE TABLE t (a integer)");
    sql.run("PREPARE p FROM SELECT a + ? AS b FROM t WHERE a > ?");
    assertThat(sql.session.preparedStatements()).containsOnlyKeys("p");
    assertThat(
            sql.<Boolean>plan(
                "EXECUTE p USING 1, 2",
                (_, root) ->
                    PlanNodeSearcher.searchFrom(root)
                        .whereIsInstanceOfAny(TableScanNode.class)
                        .matches()))
        .isTrue();
    sql.refuses(
        "EXECUTE p USING 1",
        "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 2 but"
            + " found 1");
    sql.run("DEALLOCATE PREPARE p");
    assertThat(sql.session.preparedStatements()).isEmpty();
    sql.refuses("EXECUTE p", "NOT_FOUND: Prepared statement not found: p");
  }
}
