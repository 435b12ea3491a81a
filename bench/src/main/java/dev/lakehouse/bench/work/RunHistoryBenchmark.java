package dev.lakehouse.bench.work;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.RunHistory;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunReader.Filter;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StateDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The lists of pipelines and runs, by the classes that the commands use, where there are many of
 * both; and how long it takes until as many pipelines are read, declared and listed.
 */
public final class RunHistoryBenchmark implements Benchmark {
  private static final int ROWS_A_RUN = 10;
  private static final int ROWS_A_PIPELINE = 5000;
  private static final int PAGE = 20;
  private static final int TIMES_AS_MANY_RUNS = 10;
  private static final int FORGOTTEN = 1000;
  private static final int FORGETTING_ROWS = 1000;
  private static final double LIST_SECONDS = 0.1;
  private static final double START_SECONDS = 8;

  @Override
  public String name() {
    return "run-history";
  }

  @Override
  public String description() {
    return "the slowest list with 1,000,000 past runs of 2,000 pipelines";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    int pipelines = Math.toIntExact(Math.max(10, bench.scale().rows() / ROWS_A_PIPELINE));
    long past = bench.scale().rows() / ROWS_A_RUN;
    Path project = writeProject(bench, pipelines);
    try {
      fill(bench, project, past);
      figures.accept(
          Figure.of(
              "run-history-start",
              Samples.measure(
                  runs,
                  () -> {
                    int listed = start(bench, project);
                    return () -> Expected.count(pipelines, listed);
                  }),
              new Bar.Seconds(START_SECONDS)));
      measureLists(bench, TIMES_AS_MANY_RUNS * runs, figures);
      figures.accept(forgetting(bench, runs));
    } finally {
      execute(bench, "DROP SCHEMA orchestrator CASCADE");
    }
  }

  private static Path writeProject(Workbench bench, int pipelines) {
    Path folder = bench.work().resolve("run-history").resolve("pipelines");
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < pipelines; i++) {
        Files.writeString(
            folder.resolve("p%04d.yaml".formatted(i)),
            """
            name: p%04d
            schedule: {cron: %d 3 * * *, time_zone: Europe/Rome}
            parameters: [{name: day, default: today}]
            steps:
              - {name: extract, uses: shell, command: [echo, "{{ params.day }}"]}
              - {name: load, uses: shell, command: [echo, "{{ run.date }}"], retries: 2}
              - {name: tell, uses: shell, command: [echo, done], run_if: any_work}
            """
                .formatted(i, i % 60));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.getParent();
  }

  private static int start(Workbench bench, Path directory) {
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    try (Orchestrator orchestrator = Orchestrator.open(bench.database(), InstantSource.system())) {
      orchestrator.declare(project);
      return orchestrator.pipelines().size();
    }
  }

  /** Runs as they would be after a long time: of each pipeline many, a few failed, some at work. */
  private static void fill(Workbench bench, Path project, long runs) {
    start(bench, project);
    execute(
        bench,
        """
        INSERT INTO orchestrator.definitions (hash, pipeline, graph)
        SELECT 'hash of ' || name, name, '[]' FROM orchestrator.pipelines\
        """);
    execute(
        bench,
        """
        INSERT INTO orchestrator.runs (pipeline, definition, state, trigger, trigger_key,
          logical_time, parameters, created_at, started_at, ended_at, error)
        SELECT p.name, 'hash of ' || p.name, CASE WHEN n %% 25 = 0 THEN 'FAILED' ELSE 'SUCCESS' END,
          'schedule', 'schedule ' || n, t.time, '{"day": "today"}', t.time, t.time,
          t.time + interval '5 seconds',
          CASE WHEN n %% 25 = 0 THEN 'load: a file was not there' END
        FROM generate_series(1, %d) AS n
        JOIN (SELECT name, row_number() OVER (ORDER BY name) - 1 AS number,
          count(*) OVER () AS pipelines FROM orchestrator.pipelines) AS p
          ON p.number = n %% p.pipelines
        CROSS JOIN LATERAL (SELECT now() - (%d - n) * interval '20 seconds' AS time) AS t
        ORDER BY n\
        """
            .formatted(runs, runs));
    execute(
        bench,
        """
        INSERT INTO orchestrator.steps (run_id, step, item, state, attempts, started_at, ended_at)
        SELECT id, step, 0, state, 1, started_at, ended_at
        FROM orchestrator.runs, unnest(ARRAY['extract', 'load', 'tell']) AS step\
        """);
    execute(bench, "VACUUM ANALYZE orchestrator.runs");
    execute(bench, "VACUUM ANALYZE orchestrator.steps");
    execute(bench, "VACUUM ANALYZE orchestrator.pipelines");
  }

  private static void measureLists(Workbench bench, int times, Consumer<Figure> figures) {
    try (Orchestrator orchestrator = Orchestrator.open(bench.database(), InstantSource.system())) {
      RunReader reader = orchestrator.reader();
      Optional<String> one = Optional.of("p0005");
      Optional<RunState> failed = Optional.of(RunState.FAILED);
      long middle = reader.list(filter(Optional.empty(), Optional.empty())).getFirst().id() / 2;
      Map<String, IntSupplier> lists = new LinkedHashMap<>();
      lists.put("pipelines", () -> orchestrator.pipelines().size());
      lists.put("runs", () -> count(reader, filter(Optional.empty(), Optional.empty())));
      lists.put("runs-of-one", () -> count(reader, filter(one, Optional.empty())));
      lists.put("failed", () -> count(reader, filter(Optional.empty(), failed)));
      lists.put(
          "running",
          () -> 1 + count(reader, filter(Optional.empty(), Optional.of(RunState.RUNNING))));
      lists.put("failed-of-one", () -> 1 + count(reader, filter(one, failed)));
      lists.put(
          "queued-of-one", () -> 1 + count(reader, filter(one, Optional.of(RunState.QUEUED))));
      lists.put(
          "older",
          () ->
              count(
                  reader,
                  new Filter(Optional.empty(), Optional.empty(), OptionalLong.of(middle), PAGE)));
      lists.put("run", () -> reader.run(middle).parameters().size());
      lists.put("steps", () -> reader.steps(middle).size());

      Map<String, List<Duration>> all = new LinkedHashMap<>();
      List<Duration> slowest = new ArrayList<>();
      // The first is not looked at.
      for (int time = 0; time <= times; time++) {
        Duration longest = Duration.ZERO;
        for (Map.Entry<String, IntSupplier> list : lists.entrySet()) {
          Instant begin = Instant.now();
          int rows = list.getValue().getAsInt();
          Duration took = Duration.between(begin, Instant.now());
          if (rows == 0) {
            throw new IllegalStateException("nothing in the list " + list.getKey());
          }
          if (time > 0) {
            all.computeIfAbsent(list.getKey(), _ -> new ArrayList<>()).add(took);
            longest = took.compareTo(longest) > 0 ? took : longest;
          }
        }
        if (time > 0) {
          slowest.add(longest);
        }
      }
      all.forEach((list, took) ->
          figures.accept(
              Figure.of("history-" + list, new Samples(took), new Bar.Seconds(LIST_SECONDS))));
      figures.accept(Figure.of("run-history", new Samples(slowest), new Bar.Seconds(LIST_SECONDS)));
    }
  }

  /** A transaction of those that forget old runs; there are runs left for the next one. */
  private static Figure forgetting(Workbench bench, int runs) {
    int most = Math.clamp(bench.scale().rows() / FORGETTING_ROWS, 1, FORGOTTEN);
    try (StateDatabase state = StateDatabase.open(bench.database())) {
      RunHistory history = new RunHistory(state);
      return Figure.of(
          "history-forget-%d".formatted(most),
          Samples.measure(
              runs,
              () -> {
                int forgotten = history.forgetRuns(Instant.now(), PAGE, most).orElseThrow();
                return () -> Expected.count(most, forgotten);
              }),
          new Bar.None());
    }
  }

  private static Filter filter(Optional<String> pipeline, Optional<RunState> state) {
    return new Filter(pipeline, state, OptionalLong.empty(), PAGE);
  }

  private static int count(RunReader reader, Filter filter) {
    return reader.list(filter).size();
  }

  private static void execute(Workbench bench, String sql) {
    try (Connection connection = bench.database().work().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
