package dev.lakehouse.sql.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlException.Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
  private static List<String> ended(String script) {
    return SqlScript.of(script).ended().stream().map(SqlScript.Statement::text).toList();
  }

  private static List<String> rest(String script) {
    return SqlScript.of(script).rest().stream().map(SqlScript.Statement::text).toList();
  }

  @Test
  void splitsAtSemicolonsThatAreNotPartOfSomethingElse() {
    String script =
        """
        -- a; comment
        SELECT ';', "a;b" /* ; */ FROM t;
        ;;
        SELECT 2 -- the last;
        """;

    assertThat(ended(script)).containsExactly("SELECT ';', \"a;b\" /* ; */ FROM t");
    assertThat(rest(script)).containsExactly("SELECT 2 -- the last;");
  }

  @Test
  void whatIsNotClosedYetIsTheRest() {
    for (String open :
        List.of("SELECT 'a; b", "SELECT \"a; b", "SELECT 1 /* a; b", "'; SELECT 1;")) {
      assertThat(ended("SELECT 0;" + open)).containsExactly("SELECT 0");
      assertThat(rest("SELECT 0;" + open)).containsExactly(open);
    }
    assertThat(rest("SELECT 1; -- no more\n")).isEmpty();
    assertThat(ended("SELECT 'a;\nb';")).containsExactly("SELECT 'a;\nb'");
  }

  @Test
  void bodiesOfFunctionsAreNotTornApart() {
    String function =
        """
        WITH FUNCTION f(x bigint) RETURNS bigint
        BEGIN
          DECLARE y bigint DEFAULT 0;
          IF x > 1 THEN SET y = 1; END IF;
          RETURN CASE WHEN y = 1 THEN x ELSE y END;
        END
        SELECT f(2)\
        """;

    assertThat(ended(function + "; SELECT 1;")).containsExactly(function, "SELECT 1");
    assertThat(ended("SELECT begin; SELECT 1;")).containsExactly("SELECT begin", "SELECT 1");
  }

  @Test
  void knowsWhereAPlaceInAStatementIsInTheScript() {
    SqlScript.Statement second =
        SqlScript.of("SELECT '😀';  SELECT a,\n  b FROM t").statements().getLast();

    assertThat(second.text()).isEqualTo("SELECT a,\n  b FROM t");
    assertThat(second.inScript(new Location(1, 8))).isEqualTo(new Location(1, 21));
    assertThat(second.inScript(new Location(2, 3))).isEqualTo(new Location(2, 3));
  }

  @Test
  void aScriptOfCommentsHasNoStatements() {
    assertThat(SqlScript.of(" -- nothing\n/* ; */ ; ").statements()).isEmpty();
    assertThat(SqlScript.keywords()).contains("SELECT", "UNNEST");
  }
}
