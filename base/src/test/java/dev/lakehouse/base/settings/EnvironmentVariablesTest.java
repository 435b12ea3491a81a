package dev.lakehouse.base.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentVariablesTest {
  private static final SettingsReader READER =
      new SettingsReader(Map.of("HOST", "db.example", "PORT", "5432", "ODD", "$1\\"));

  @ParameterizedTest
  @CsvSource({
    "${HOST},db.example",
    "jdbc:postgresql://${HOST}:${PORT}/x,jdbc:postgresql://db.example:5432/x",
    "${NOWHERE:localhost},localhost",
    "${HOST:localhost},db.example",
    "${ODD},$1\\",
    "a$${HOST},a${HOST}",
    "5$,5$",
  })
  void areReplacedInValues(String written, String value) {
    assertThat(text("v: '" + written + "'")).isEqualTo(value);
  }

  @Test
  void canHaveAnEmptyDefault() {
    assertThat(text("v: x${NOWHERE:}")).isEqualTo("x");
  }

  @Test
  void areReplacedInListsAndBlocksButNotInNames() {
    String yaml =
        """
        ${HOST}: 1
        list: ["${PORT}"]
        block: |
          on ${HOST}
        """;
    String all =
        READER.parse(
            "p.yaml", yaml, s -> s.text("${HOST}") + " " + s.texts("list") + " " + s.text("block"));

    assertThat(all).isEqualTo("1 [5432] on db.example\n");
  }

  @Test
  void areReportedWithTheirOwnPlaceWhenMissing() {
    String yaml =
        """
        url: jdbc://${HOST}/${DATABASE}
        sql: |
          SELECT 1
            FROM ${SCHEMA}
        bad: "a ${"
        """;
    assertThatThrownBy(
            () -> READER.parse("p.yaml", yaml, s -> s.text("url") + s.text("sql") + s.text("bad")))
        .hasMessage(
            """
            p.yaml has 3 problems:
              p.yaml:1:21: the environment variable DATABASE is not set; set it, or give a default: ${DATABASE:default}
              p.yaml:4:10: the environment variable SCHEMA is not set; set it, or give a default: ${SCHEMA:default}
              p.yaml:5:9: '${' begins an environment variable such as ${NAME} or ${NAME:default}; write '$${' for the characters themselves\
            """);
  }

  @Test
  void areNotShownInErrors() {
    SettingsReader reader = new SettingsReader(Map.of("SECRET", "hunter2"));

    assertThatThrownBy(() -> reader.parse("p.yaml", "port: ${SECRET}", s -> s.integer("port")))
        .hasMessage("p.yaml:1:7: 'port' is '${SECRET}', but must be a whole number");
  }

  private static String text(String yaml) {
    return READER.parse("p.yaml", yaml, settings -> settings.text("v"));
  }
}
