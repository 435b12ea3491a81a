package dev.lakehouse.pipeline.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.sensor.NamePattern;
import dev.lakehouse.pipeline.sensor.Sensor;
import dev.lakehouse.pipeline.sensor.Watch;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorReaderTest {
  @TempDir private Path directory;

  private void write(String name, String settings) throws IOException {
    Path file = directory.resolve("pipelines/" + name + ".yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "name: %s\n%s\nsteps: [{name: s, uses: shell, command: ['true']}]\n"
            .formatted(name, settings));
  }

  private Project read() {
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  private String mistake() {
    List<ProjectProblem> problems = read().problems();
    assertThat(problems).isNotEmpty();
    return problems.stream()
        .map(String::valueOf)
        .collect(Collectors.joining("\n"))
        .replace(directory.toString(), "");
  }

  @Test
  void readsAllKinds() throws IOException {
    write("first", "");
    write(
        "p",
        """
        parameters: [{name: files, default: ''}]
        sensors:
          - {type: object, path: s3://drop/in/, pattern: '*.csv', parameter: files}
          - {name: orders, type: table, table: shop.orders, every: 2s}
          - {type: sql, condition: 'SELECT true;', every: 1h}
          - {type: pipeline, pipeline: first, states: [failed, cancelled]}
          - {name: good, type: pipeline, pipeline: first}
        """);

    List<Sensor> sensors = read().pipeline("p").sensors();

    assertThat(sensors)
        .containsExactly(
            new Sensor(
                "object",
                new Watch.Objects(
                    ObjectPath.parse("s3://drop/in/"), Optional.of(new NamePattern("*.csv"))),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of("files")),
            new Sensor(
                "orders",
                new Watch.Snapshots(TableIdentifier.of("shop", "orders")),
                Optional.of(Duration.ofSeconds(2)),
                Optional.empty()),
            new Sensor(
                "sql",
                new Watch.Condition("SELECT true"),
                Optional.of(Duration.ofHours(1)),
                Optional.empty()),
            new Sensor(
                "pipeline",
                new Watch.Ends("first", List.of(RunState.FAILED, RunState.CANCELLED)),
                Optional.empty(),
                Optional.empty()),
            new Sensor(
                "good",
                new Watch.Ends("first", List.of(RunState.SUCCESS)),
                Optional.empty(),
                Optional.empty()));
    assertThat(sensors)
        .extracting(Sensor::toString)
        .containsExactly(
            "object: objects in s3://drop/in/ named *.csv, every 30s, given as the parameter files",
            "orders: snapshots of shop.orders, every 2s",
            "sql: the condition SELECT true, every 1h",
            "pipeline: runs of first that end with failed or cancelled",
            "good: runs of first that end with success");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{type: object, path: drop/in} | 'drop/in' is not the location of an object: it does not begin with s3://; write it as s3://bucket/key",
        "{type: object, path: s3://drop/, pattern: '{a'} | '{a' is no pattern for names such as *.csv: Missing",
        "{type: object, path: s3://drop/, pattern: 'a/b'} | 'a/b' is no pattern for names such as *.csv: it is for the name alone, and has a '/'",
        "{type: object, path: s3://drop/, parameter: fiels} | the pipeline has no parameter 'fiels'; did you mean 'files'?",
        "{type: object, path: s3://drop/, every: 1ms} | a sensor looks at least once a day, and at most every 100ms",
        "{type: object} | the setting 'path' is missing",
        "{type: table, table: orders} | 'orders' is no name of a table, such as lakehouse.sales",
        "{type: pipeline, pipeline: q, states: [succes]} | no run ends with 'succes'; did you mean 'success'?",
        "{type: pipeline, pipeline: q, every: 1s} | unknown setting 'every'",
        "{type: objects} | 'type'",
        "{path: s3://drop/} | the setting 'type' is missing",
      })
  void aMistakeIsToldWithItsPlace(String sensor, String message) throws IOException {
    write("q", "");
    write("p", "parameters: [{name: files, default: ''}]\nsensors: [%s]".formatted(sensor));

    assertThat(mistake()).contains("/pipelines/p.yaml:3:").contains(message);
  }

  @Test
  void twoSensorsHaveTwoNames() throws IOException {
    write(
        "p",
        "sensors: [{type: sql, condition: SELECT true}, {type: sql, condition: SELECT false}]");

    assertThat(mistake()).contains("another sensor has the name 'sql'");
  }

  @Test
  void aParameterThatNobodyGivesHasADefault() throws IOException {
    write("p", "parameters: [{name: day}]\nsensors: [{type: sql, condition: SELECT true}]");

    assertThat(mistake())
        .contains("the parameter 'day' has no default, and this sensor does not give it");
  }

  @Test
  void aPipelineThatIsWaitedForIsThere() throws IOException {
    write("orders", "");
    write("p", "sensors: [{type: pipeline, pipeline: order}]");

    assertThat(mistake())
        .isEqualTo("/pipelines/p.yaml:2:38: there is no pipeline 'order'; did you mean 'orders'?");
  }

  @Test
  void pipelinesDoNotWaitForEachOtherInACircle() throws IOException {
    write("a", "sensors: [{type: pipeline, pipeline: b}]");
    write("b", "sensors: [{type: pipeline, pipeline: a}]");

    assertThat(mistake()).contains("pipelines wait for each other's runs, without end: ");
  }
}
