package dev.lakehouse.sql.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlException.Location;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryTextTest {
  /** Every table whose last part is {@code sales} is replaced. */
  private static String pinned(String sql) {
    return QueryText.parse(sql)
        .replacing(name ->
            name.getLast().equals("sales")
                ? Optional.of(String.join(".", name) + " FOR VERSION AS OF 7")
                : Optional.empty());
  }

  @Test
  void tablesAreReplacedWhereverTheyStand() {
    assertThat(pinned("SELECT 1 FROM lakehouse.sales"))
        .isEqualTo("SELECT 1 FROM lakehouse.sales FOR VERSION AS OF 7");
    assertThat(pinned("SELECT 1 FROM Iceberg . \"lakehouse\"./* x */Sales AS s;"))
        .isEqualTo("SELECT 1 FROM iceberg.lakehouse.sales FOR VERSION AS OF 7 AS s");
    assertThat(
            pinned(
                """
                SELECT 'é𝄞 sales', (SELECT max(x) FROM sales)
                FROM other JOIN sales s ON EXISTS (SELECT 1 FROM sales WHERE "sales".x = s.x)
                UNION ALL (SELECT 1, 2 FROM sales) -- sales
                """))
        .isEqualTo(
            """
            SELECT 'é𝄞 sales', (SELECT max(x) FROM sales FOR VERSION AS OF 7)
            FROM other JOIN sales FOR VERSION AS OF 7 s ON EXISTS (SELECT 1 FROM sales FOR VERSION AS OF 7 WHERE "sales".x = s.x)
            UNION ALL (SELECT 1, 2 FROM sales FOR VERSION AS OF 7) -- sales\
            """);
  }

  @Test
  void aQueryInPlaceOfATableKeepsItsName() {
    QueryText.Replacement replacement = name -> Optional.of("(SELECT 1 AS x)");

    assertThat(
            QueryText.parse("SELECT a.x, sales.x FROM s.sales, s.other AS a")
                .replacing(replacement))
        .isEqualTo("SELECT a.x, sales.x FROM (SELECT 1 AS x) AS \"sales\", (SELECT 1 AS x) AS a");
  }

  @Test
  void namesOfWithAreNoTables() {
    String shadowed = "WITH sales AS (SELECT 1 AS x) SELECT x FROM sales";
    assertThat(pinned(shadowed)).isEqualTo(shadowed);
    assertThat(pinned("WITH sales AS (SELECT x FROM sales) SELECT x FROM sales, lakehouse.sales"))
        .isEqualTo(
            "WITH sales AS (SELECT x FROM sales FOR VERSION AS OF 7) SELECT x FROM"
                + " sales, lakehouse.sales FOR VERSION AS OF 7");
    assertThat(
            pinned(
                "WITH RECURSIVE sales(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM sales) TABLE sales"))
        .doesNotContain("VERSION");
  }

  @Test
  void aVersionThatTheQueryAsksForStays() {
    String sql = "SELECT 1 FROM sales FOR VERSION AS OF 3";
    assertThat(pinned(sql)).isEqualTo(sql);
  }

  @Test
  void onlyOneQueryIsTaken() {
    for (String sql :
        List.of(
            "DELETE FROM sales",
            "DROP TABLE sales",
            "SHOW TABLES",
            "SELECT 1; SELECT 2",
            "",
            "--")) {
      assertThatThrownBy(() -> QueryText.parse(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.error().name()).isEqualTo("SYNTAX_ERROR"))
          .message()
          .contains("query");
    }
  }

  @Test
  void aMistakeHasItsPlaceInTheWholeText() {
    assertThatThrownBy(() -> QueryText.parse("-- all\n  SELECT 1\n  FRM sales s t"))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.error().location()).hasValue(new Location(3, 7)));
  }
}
