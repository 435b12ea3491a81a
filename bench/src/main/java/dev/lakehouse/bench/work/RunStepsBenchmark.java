package dev.lakehouse.bench.work;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the orchestration itself takes: steps that do nothing, from the trigger to the run's end.
 */
public final class RunStepsBenchmark implements Benchmark {
  private static final StepOutcome DONE =
      new StepOutcome.Done(
          false,
          "done",
          List.of(),
          List.of(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
  private static final int ROWS_A_STEP = 10_000;
  private static final int WARM_UP = 5;
  // As many as the worker inside 'up' has.
  private static final int CAPACITY = 4;

  private final String name;
  private final boolean chained;
  private final int most;
  private final double seconds;

  private RunStepsBenchmark(String name, boolean chained, int most, double seconds) {
    this.name = name;
    this.chained = chained;
    this.most = most;
    this.seconds = seconds;
  }

  /** Ten steps, each after the one before it. */
  public static RunStepsBenchmark chain() {
    return new RunStepsBenchmark("run-chain", true, 10, 0.3);
  }

  /** A thousand steps of a fan-out. */
  public static RunStepsBenchmark fanOut() {
    return new RunStepsBenchmark("run-fan-out", false, 1000, 3);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return chained
        ? "10 empty steps, one after the other, from the trigger to the end"
        : "a fan-out of 1,000 empty steps, one worker, from the trigger to the end";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    int steps = Math.toIntExact(Math.clamp(bench.scale().rows() / ROWS_A_STEP, 2, most));
    Project project = project(bench.work().resolve(name), steps);
    PipelineDefinition pipeline = project.pipeline("p");
    try (Orchestrator orchestrator = Orchestrator.open(bench.database(), InstantSource.system())) {
      orchestrator.declare(project);
      orchestrator.work(
          (attempt, control) -> DONE,
          new WorkerSettings("bench", "here", CAPACITY, List.of(), Duration.ofSeconds(10)));
      if (bench.scale().isFull()) {
        Samples.measure(WARM_UP, () -> once(orchestrator, pipeline));
      }
      figures.accept(
          Figure.of(
              name,
              Samples.measure(2 * runs, () -> once(orchestrator, pipeline)),
              new Bar.Seconds(seconds)));
    }
  }

  private static Runnable once(Orchestrator orchestrator, PipelineDefinition pipeline) {
    try {
      RunRecord run =
          orchestrator.follow(orchestrator.trigger(pipeline, Map.of()), RunListener.none());
      return () -> {
        if (run.state() != RunState.SUCCESS) {
          throw new IllegalStateException("the run did not end well: " + run);
        }
      };
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Project project(Path directory, int steps) {
    String declared =
        chained
            ? IntStream.range(0, steps)
                .mapToObj(i -> "  - {name: s%d, uses: shell, command: ['true']}\n".formatted(i))
                .collect(Collectors.joining())
            : """
              - name: each
                for_each: {values: %s}
                steps: [{name: work, uses: shell, command: ['true']}]
            """
                .formatted(IntStream.range(0, steps).boxed().toList());
    try {
      Files.createDirectories(directory.resolve("pipelines"));
      Files.writeString(directory.resolve("pipelines/p.yaml"), "name: p\nsteps:\n" + declared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }
}
