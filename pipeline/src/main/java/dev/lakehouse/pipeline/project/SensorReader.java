package dev.lakehouse.pipeline.project;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.Place;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsProblem;
import dev.lakehouse.pipeline.graph.RunGraph;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.project.PipelineDefinition.Parameter;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import dev.lakehouse.pipeline.sensor.NamePattern;
import dev.lakehouse.pipeline.sensor.Sensor;
import dev.lakehouse.pipeline.sensor.Watch;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.table.store.ObjectPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Reads {@code sensors} of the pipelines of one project; problems go to the settings, with their
 * place. Not thread-safe.
 */
final class SensorReader {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final List<Waiting> waiting = new ArrayList<>();

  /** What a sensor watches, as it is written. */
  private enum Type {
    OBJECT(Duration.ofSeconds(30)),
    TABLE(Duration.ofSeconds(5)),
    SQL(Duration.ofMinutes(1)),
    PIPELINE(Duration.ZERO);

    private final Duration every;

    Type(Duration every) {
      this.every = every;
    }
  }

  /** How a run may end. */
  private enum Ending {
    SUCCESS(RunState.SUCCESS),
    FAILED(RunState.FAILED),
    CANCELLED(RunState.CANCELLED);

    private final RunState state;

    Ending(RunState state) {
      this.state = state;
    }
  }

  /** A pipeline that waits for another. */
  private record Waiting(String pipeline, String upstream, Place place) {}

  List<Sensor> read(SettingsMapping pipeline, String name, Map<String, Parameter> parameters) {
    List<Sensor> sensors = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (SettingsMapping settings : pipeline.mappings("sensors")) {
      Optional<Type> type = settings.optionalOneOf("type", Type.class);
      if (type.isEmpty()) {
        settings.oneOf("type", Type.class);
        // Nobody knows which settings it has.
        settings.names().forEach(settings::optionalNode);
        continue;
      }
      String own =
          settings.optionalText("name").orElseGet(() -> type.get().name().toLowerCase(Locale.ROOT));
      if (!names.add(own)) {
        settings.reject("name", "another sensor has the name '%s'".formatted(own));
      }
      Optional<String> parameter = parameter(settings, type.get(), parameters);
      requireDefaults(settings, parameter, parameters);
      Optional<Duration> every = every(settings, type.get());
      watch(settings, type.get(), name)
          .ifPresent(watch -> sensors.add(new Sensor(own, watch, every, parameter)));
    }
    return sensors;
  }

  private static Optional<String> parameter(
      SettingsMapping settings, Type type, Map<String, Parameter> parameters) {
    if (type == Type.SQL) {
      return Optional.empty();
    }
    return settings
        .optionalText("parameter")
        .filter(name -> {
          if (!parameters.containsKey(name)) {
            settings.reject(
                "parameter",
                "the pipeline has no parameter '%s'%s"
                    .formatted(name, hint(name, parameters.keySet())));
          }
          return parameters.containsKey(name);
        });
  }

  /** A run of a sensor is given nothing but what the sensor knows. */
  private static void requireDefaults(
      SettingsMapping settings, Optional<String> given, Map<String, Parameter> parameters) {
    parameters.forEach((name, parameter) -> {
      if (parameter.value().isEmpty() && !given.equals(Optional.of(name))) {
        settings.reject(
            "the parameter '%s' has no default, and this sensor does not give it".formatted(name));
      }
    });
  }

  private static Optional<Duration> every(SettingsMapping settings, Type type) {
    if (type == Type.PIPELINE) {
      return Optional.empty();
    }
    Duration every = settings.optionalDuration("every").orElse(type.every);
    if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
      settings.reject("every", "a sensor looks at least once a day, and at most every 100ms");
    }
    return Optional.of(every);
  }

  private Optional<Watch> watch(SettingsMapping settings, Type type, String pipeline) {
    return switch (type) {
      case OBJECT -> {
        Optional<NamePattern> pattern = pattern(settings);
        yield path(settings).map(path -> new Watch.Objects(path, pattern));
      }
      case TABLE -> table(settings).map(Watch.Snapshots::new);
      case SQL -> {
        String sql = settings.text("condition").strip().replaceFirst(";$", "");
        yield Optional.of(new Watch.Condition(sql));
      }
      case PIPELINE -> {
        String upstream = settings.text("pipeline");
        waiting.add(new Waiting(pipeline, upstream, settings.placeOf("pipeline")));
        yield Optional.of(new Watch.Ends(upstream, states(settings)));
      }
    };
  }

  private static Optional<ObjectPath> path(SettingsMapping settings) {
    String text = settings.text("path");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ObjectPath.parse(text));
    } catch (LakehouseException e) {
      settings.reject("path", e.getMessage() + e.remedy().map("; "::concat).orElse(""));
      return Optional.empty();
    }
  }

  private static Optional<NamePattern> pattern(SettingsMapping settings) {
    return settings
        .optionalText("pattern")
        .flatMap(text -> {
          try {
            return Optional.of(new NamePattern(text));
          } catch (IllegalArgumentException e) {
            settings.reject(
                "pattern",
                "'%s' is no pattern for names such as *.csv: %s"
                    .formatted(text, e.getMessage().lines().findFirst().orElse("")));
            return Optional.empty();
          }
        });
  }

  private static Optional<TableIdentifier> table(SettingsMapping settings) {
    String text = settings.text("table");
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() < 2 || parts.stream().anyMatch(String::isBlank)) {
      if (!text.isEmpty()) {
        settings.reject(
            "table", "'%s' is no name of a table, such as lakehouse.sales".formatted(text));
      }
      return Optional.empty();
    }
    return Optional.of(TableIdentifier.of(parts.toArray(String[]::new)));
  }

  private static List<RunState> states(SettingsMapping settings) {
    List<RunState> states = new ArrayList<>();
    for (String word : settings.texts("states")) {
      List<String> known = new ArrayList<>();
      for (Ending ending : Ending.values()) {
        String text = ending.name().toLowerCase(Locale.ROOT);
        known.add(text);
        if (text.equals(word)) {
          states.add(ending.state);
        }
      }
      if (!known.contains(word)) {
        settings.reject("states", "no run ends with '%s'%s".formatted(word, hint(word, known)));
      }
    }
    return states.isEmpty() ? List.of(RunState.SUCCESS) : states;
  }

  /**
   * What is wrong between pipelines; to be called when all are read.
   *
   * @param pipelines those that are sound so far
   * @param broken others that the project has
   */
  List<ProjectProblem> problems(Set<String> pipelines, Set<String> broken) {
    List<ProjectProblem> problems = new ArrayList<>();
    for (Waiting one : waiting) {
      if (!pipelines.contains(one.upstream()) && !broken.contains(one.upstream())) {
        problems.add(
            problem(
                one,
                "there is no pipeline '%s'%s"
                    .formatted(one.upstream(), hint(one.upstream(), pipelines))));
      }
    }
    if (problems.isEmpty()) {
      for (String name : cycle(pipelines)) {
        waiting.stream()
            .filter(one -> one.pipeline().equals(name))
            .findFirst()
            .ifPresent(one ->
                problems.add(
                    problem(
                        one,
                        "pipelines wait for each other's runs, without end: %s"
                            .formatted(String.join(" → ", cycle(pipelines))))));
      }
    }
    return problems;
  }

  private static ProjectProblem problem(Waiting one, String message) {
    return ProjectProblem.of(
        new Subject(Kind.PIPELINE, one.pipeline()), new SettingsProblem(one.place(), message));
  }

  private List<String> cycle(Set<String> pipelines) {
    return RunGraph.findCycle(
            pipelines.stream()
                .map(pipeline ->
                    new RunGraph.Node(
                        pipeline,
                        waiting.stream()
                            .filter(one -> one.pipeline().equals(pipeline))
                            .map(Waiting::upstream)
                            .filter(pipelines::contains)
                            .toList(),
                        RunIf.ALL_SUCCESS))
                .toList())
        .orElse(List.of())
        .stream()
        .distinct()
        .toList();
  }

  private static String hint(String word, Collection<String> known) {
    return NearestWord.to(word, known)
        .map("; did you mean '%s'?"::formatted)
        .orElse(
            known.isEmpty()
                ? ""
                : "; there are " + String.join(", ", known.stream().sorted().toList()));
  }
}
