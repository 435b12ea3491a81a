package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.BackfillRange;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backfill",
    description = "Runs a pipeline for times of its schedule that are past.",
    footerHeading = "%nA pipeline without a schedule has a run for each day. Example:%n",
    footer = {
      "  lakehouse pipelines backfill daily_orders --from 2024-01-01 \\",
      "    --to 2024-01-31 --parallel 2"
    })
final class BackfillCommand implements Callable<Integer> {
  private static final String MOMENT = "TIME";

  // Of many runs only the ends are shown.
  private static final RunListener UNSEEN =
      new RunListener() {
        @Override
        public void started(StepRecord step) {}

        @Override
        public void progressed(StepRecord step) {}

        @Override
        public void retrying(StepRecord step) {}

        @Override
        public void ended(StepRecord step) {}
      };

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The pipeline.")
  private String name;

  @Option(
      names = "--from",
      paramLabel = MOMENT,
      required = true,
      description = "The first day (2024-01-01) or moment (2024-01-01T06:00:00Z).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = MOMENT,
      required = true,
      description = "The last one; it belongs to the backfill.")
  private String to;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many of its runs go on at a time; ${DEFAULT-VALUE} if not given.")
  private int parallel;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the runs; may be given several times.")
  private Map<String, String> parameters = Map.of();

  @Option(names = "--again", description = "Runs what was backfilled before, too.")
  private boolean again;

  @Option(
      names = "--follow",
      description = "Does the steps in this process, too, and waits for the end.")
  private boolean follow;

  @Option(names = "--dry-run", description = "Lists the times, and runs nothing.")
  private boolean dryRun;

  BackfillCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    if (parallel < 1) {
      throw WrongUsage.of(
          spec, "--parallel is under 1: " + parallel, "let at least one run go on at a time");
    }
    Project project = context.project();
    PipelineDefinition pipeline = project.pipeline(name);
    List<Instant> times =
        BackfillRange.parse(from, to, pipeline.schedule()).times(pipeline.schedule());
    if (dryRun) {
      try (RowPrinter rows = context.rows(List.of(Column.text("time")))) {
        times.forEach(time -> rows.row(List.of(time.toString())));
      }
      return ExitCode.DONE;
    }
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator =
            follow ? platform.orchestrator(project) : platform.orchestrator()) {
      List<Long> runs = orchestrator.backfill(pipeline, times, parameters, parallel, again);
      if (!follow || runs.isEmpty()) {
        context.out().println(summary(runs, times.size()));
        return ExitCode.DONE;
      }
      return follow(orchestrator, runs, times.size());
    }
  }

  private String summary(List<Long> runs, int times) {
    int before = times - runs.size();
    return "%s of %s%s%s"
        .formatted(
            HumanFormat.count(runs.size(), "run", "runs"),
            name,
            runs.isEmpty() ? "" : ", %d at a time".formatted(parallel),
            before == 0
                ? ""
                : "; %d had been backfilled before, --again runs them anew".formatted(before));
  }

  private int follow(Orchestrator orchestrator, List<Long> runs, int times)
      throws InterruptedException {
    try (Progress progress = context.progress()) {
      progress.note(summary(runs, times));
      Progress.Step all = progress.begin(name);
      int failed = 0;
      for (int i = 0; i < runs.size(); i++) {
        all.update("%d of %d runs have ended".formatted(i, runs.size()));
        RunRecord run = orchestrator.follow(runs.get(i), UNSEEN);
        failed += run.state() == RunState.SUCCESS ? 0 : 1;
        progress.note(line(run));
      }
      if (failed == 0) {
        all.done(HumanFormat.count(runs.size(), "run", "runs"));
        return ExitCode.DONE;
      }
      all.failed(
          "%d of %s failed".formatted(failed, HumanFormat.count(runs.size(), "run", "runs")));
      return ExitCode.FAILED;
    }
  }

  private static String line(RunRecord run) {
    return "%-9s %s  run %d  %s  %s"
        .formatted(
            PipelinesCommand.word(run.state()),
            run.logicalTime(),
            run.id(),
            run.started()
                .flatMap(from -> run.ended().map(to -> Duration.between(from, to)))
                .map(HumanFormat::duration)
                .orElse(""),
            run.error().orElse(""))
        .stripTrailing();
  }
}
