package dev.lakehouse.base.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  private enum Policy {
    FAIL,
    QUARANTINE
  }

  private record Source(
      String name, List<String> key, Policy onBadRow, Map<String, String> columns) {
    static Source from(SettingsMapping settings) {
      return new Source(
          settings.text("name"),
          settings.texts("key"),
          settings.optionalOneOf("on_bad_row", Policy.class).orElse(Policy.FAIL),
          settings.map("columns"));
    }
  }

  private record Pipeline(
      String name, boolean paused, Optional<Long> retries, Duration every, List<Source> sources) {
    static Pipeline from(SettingsMapping settings) {
      return new Pipeline(
          settings.text("name"),
          settings.optionalBool("paused").orElse(false),
          settings.optionalInteger("retries"),
          settings.mapping("schedule").duration("every"),
          settings.list("sources").mappings().stream().map(Source::from).toList());
    }
  }

  @TempDir private Path dir;

  private final SettingsReader reader = new SettingsReader(Map.of());

  @Test
  void readsWhatTheFileSays() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("p.yaml"),
            """
            # a pipeline
            name: sales
            retries: 3
            schedule: {every: 30m}
            sources:
              - name: orders
                key: order_id
                columns:
                  order_id: VARCHAR
                  amount: DOUBLE
              - name: customers
                key: [country, customer_id]
                on_bad_row: quarantine
            """);

    assertThat(reader.read(file, Pipeline::from))
        .isEqualTo(
            new Pipeline(
                "sales",
                false,
                Optional.of(3L),
                Duration.ofMinutes(30),
                List.of(
                    new Source(
                        "orders",
                        List.of("order_id"),
                        Policy.FAIL,
                        Map.of("order_id", "VARCHAR", "amount", "DOUBLE")),
                    new Source(
                        "customers",
                        List.of("country", "customer_id"),
                        Policy.QUARANTINE,
                        Map.of()))));
  }

  @Test
  void keepsTheOrderOfTheUsersOwnNames() {
    Map<String, String> columns =
        reader.parse("p.yaml", "columns: {z: A, a: B, m: C}", settings -> settings.map("columns"));

    assertThat(columns.keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void reportsEveryProblemOfAFileAtOnce() {
    String yaml =
        """
        nmae: sales
        paused: yes
        retries: many
        schedule:
          every: 30
        sources:
          - name: orders
            on_bad_row: quarantin
            key: {a: b}
            watermark: ingestion_date
          - orders
        """;

    assertThatThrownBy(() -> reader.parse("pipelines/x.yaml", yaml, Pipeline::from))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(
            """
            pipelines/x.yaml has 8 problems:
              pipelines/x.yaml:1:1: unknown setting 'nmae'; did you mean 'name'?
              pipelines/x.yaml:2:9: 'paused' is 'yes', but must be true or false
              pipelines/x.yaml:3:10: 'retries' is 'many', but must be a whole number
              pipelines/x.yaml:5:10: 'every' is '30', but must be a length of time such as 90s, 30m, 12h or 7d
              pipelines/x.yaml:8:17: 'on_bad_row' is 'quarantin', but must be one of fail, quarantine; did you mean 'quarantine'?
              pipelines/x.yaml:9:10: 'key' must be a list, not a group of settings
              pipelines/x.yaml:10:5: unknown setting 'watermark'; the settings here are name, key, on_bad_row, columns
              pipelines/x.yaml:11:5: the list item must be settings of the form 'name: value', not a single value\
            """);
  }

  @Test
  void reportsWhatIsMissingAtTheMappingThatMissesIt() {
    assertThatThrownBy(
            () -> reader.parse("x.yaml", "sources:\n  - key: id\nname:\n", Pipeline::from))
        .hasMessage(
            """
            x.yaml has 3 problems:
              x.yaml:1:1: the setting 'schedule' is missing
              x.yaml:2:5: the setting 'name' is missing
              x.yaml:3:6: 'name' has no value\
            """);
  }

  @Test
  void reportsAValueOfTheWrongKind() {
    String yaml =
        """
        name: [a, b]
        schedule: hourly
        sources: {name: x}
        """;

    assertThatThrownBy(() -> reader.parse("x.yaml", yaml, Pipeline::from))
        .hasMessage(
            """
            x.yaml has 3 problems:
              x.yaml:1:7: 'name' must be a text, not a list
              x.yaml:2:11: 'schedule' must be settings of the form 'name: value', not a single value
              x.yaml:3:10: 'sources' must be a list, not a group of settings\
            """);
  }

  @Test
  void reportsWhatTheReaderItselfRejects() {
    assertThatThrownBy(() ->
            reader.parse(
                "x.yaml",
                "name: sales\nkey: order\n",
                settings -> {
                  settings.text("name");
                  settings.reject("key", "there is no column '" + settings.text("key") + "'");
                  return settings;
                }))
        .hasMessage("x.yaml:2:6: there is no column 'order'");
  }

  @Test
  void reportsTheMistakeNotWhatTheReaderTrippedOver() {
    assertThatThrownBy(
            () -> reader.parse("x.yaml", "cuont: 3\n", settings -> 10 / settings.integer("count")))
        .hasMessage("x.yaml:1:1: unknown setting 'cuont'; did you mean 'count'?")
        .hasCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void letsAnErrorOfTheReaderThroughWhenTheFileIsRight() {
    assertThatThrownBy(
            () -> reader.parse("x.yaml", "count: 0\n", settings -> 10 / settings.integer("count")))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void takesAValueFromAnAnchor() {
    String yaml =
        """
        first: &defaults {retries: 3}
        second: *defaults
        """;

    List<Long> retries =
        reader.parse(
            "x.yaml",
            yaml,
            s ->
                List.of(
                    s.mapping("first").integer("retries"), s.mapping("second").integer("retries")));

    assertThat(retries).containsExactly(3L, 3L);
  }

  @Test
  void namesTheFileThatIsNotThere() {
    Path file = dir.resolve("none.yaml");

    assertThatThrownBy(() -> reader.read(file, Pipeline::from))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("there is no file " + file);
  }

  @Test
  void problemsCanBeTakenApartAndMayLieInAnotherFile() {
    assertThatThrownBy(() ->
            reader.parse(
                "x.yaml",
                "file: a.sql\nfiel: b\n",
                s -> {
                  s.reject(new Place(s.text("file"), 3, 4), "this is no SQL");
                  return s;
                }))
        .isInstanceOfSatisfying(
            SettingsException.class,
            error ->
                assertThat(error.problems())
                    .extracting(SettingsProblem::toString)
                    .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("a.sql:3:4: this is no SQL"),
                        second -> assertThat(second).startsWith("x.yaml:2:1: unknown setting")));
  }

  @Test
  void namesThePlaceFromWhichAFileIsNotUtf8() throws IOException {
    Path file = dir.resolve("latin1.yaml");
    Files.write(file, "name: x\ncity: Köln\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> reader.read(file, Pipeline::from))
        .hasMessage(file + ":2:8: the file is not UTF-8 text from here on");
  }

  @Test
  void readsAFileWithAByteOrderMarkAndWindowsLineEnds() throws IOException {
    Path file = Files.writeString(dir.resolve("bom.yaml"), "\uFEFFname: x\r\ncity: Köln\r\n");

    String read = reader.read(file, s -> s.text("name") + " " + s.text("city"));

    assertThat(read).isEqualTo("x Köln");
  }
}
