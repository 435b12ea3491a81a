package dev.lakehouse.app.platform;

import dev.lakehouse.app.logging.LogFile;
import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.step.StepReport;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a child process does: runs pipelines on a home, telling every moment and standing still
 * until it is told to go on. Ends with {@code end} and the steps that were not done well.
 */
final class PipelineProcess {
  /** In place of a database's address: the one of the home. */
  static final String OWN_DATABASE = "own";

  private PipelineProcess() {}

  /** The directories of home and project, url, user and password of the database, pipelines. */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments[0]);
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(Path.of(arguments[1]));
    Optional<DatabaseSettings> database =
        arguments[2].equals(OWN_DATABASE)
            ? Optional.empty()
            : Optional.of(new DatabaseSettings(arguments[2], arguments[3], arguments[4]));
    ParentProcess parent = new ParentProcess();
    Steps steps = new Steps(parent);
    try (LogFile _ = LogFile.open(home);
        Platform platform =
            Platform.open(
                Lake.settings(database), home, store -> new ReportingStore(store, parent))) {
      Arrays.stream(arguments)
          .skip(5)
          .forEach(pipeline -> platform.runner().run(project.pipeline(pipeline), steps));
    }
    parent.end(steps.failures);
  }

  private static final class Steps implements RunListener {
    private final MomentListener listener;
    private final List<String> failures = new ArrayList<>();

    private Steps(MomentListener listener) {
      this.listener = listener;
    }

    @Override
    public void stepStarted(PipelineDefinition.Step step) {
      listener.reached(new Moment(Order.BEFORE, Effect.STEP, step.name()));
    }

    @Override
    public void stepProgressed(PipelineDefinition.Step step, String soFar) {}

    @Override
    public void stepEnded(PipelineDefinition.Step step, StepReport report, Duration took) {
      if (report.status() == StepReport.Status.FAILED) {
        failures.add(step.name() + ": " + report.summary());
      }
      listener.reached(new Moment(Order.AFTER, Effect.STEP, step.name()));
    }

    @Override
    public void stepFailed(
        PipelineDefinition.Step step, LakehouseException failure, Duration took) {
      failures.add("%s: %s: %s".formatted(step.name(), failure.code(), failure.getMessage()));
    }

    @Override
    public void stepNotRun(PipelineDefinition.Step step) {}
  }
}
