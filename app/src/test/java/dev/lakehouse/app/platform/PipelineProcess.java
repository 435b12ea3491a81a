package dev.lakehouse.app.platform;

import dev.lakehouse.app.logging.LogFile;
import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.StepControl;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a child process does: runs pipelines on a home, telling every moment and standing still
 * until it is told to go on. Ends with {@code end} and the steps that were not done well.
 */
final class PipelineProcess {
  /** In place of a database's address: the one of the home. */
  static final String OWN_DATABASE = "own";

  private static final Logger log = LoggerFactory.getLogger(PipelineProcess.class);

  private PipelineProcess() {}

  /** The directories of home and project, url, user and password of the database, pipelines. */
  public static void main(String[] given) throws Exception {
    List<String> arguments = List.of(given);
    Path home = Path.of(arguments.get(0));
    Project project =
        new ProjectReader(new SettingsReader(Map.of())).read(Path.of(arguments.get(1)));
    Optional<DatabaseSettings> database =
        arguments.get(2).equals(OWN_DATABASE)
            ? Optional.empty()
            : Optional.of(
                new DatabaseSettings(arguments.get(2), arguments.get(3), arguments.get(4)));
    ParentProcess parent = new ParentProcess();
    List<String> failures = new ArrayList<>();
    try (LogFile _ = LogFile.open(home);
        Platform platform =
            Platform.open(
                Lake.settings(database), home, store -> new ReportingStore(store, parent))) {
      StepRunner steps =
          new ReportingSteps(platform.steps(project, UnaryOperator.identity()), parent, failures);
      for (String name : arguments.subList(5, arguments.size())) {
        try {
          DirectRun.of(project.pipeline(name), steps);
        } catch (LakehouseException e) {
          log.info("{} ends with a step that failed", name, e);
        }
      }
    }
    parent.end(failures);
  }

  /** Tells when each step begins and ends. */
  private record ReportingSteps(StepRunner steps, MomentListener listener, List<String> failures)
      implements StepRunner {
    @Override
    public StepOutcome run(StartedAttempt attempt, StepControl control) throws Exception {
      String name = attempt.key().step();
      listener.reached(new Moment(Order.BEFORE, Effect.STEP, name));
      StepOutcome outcome;
      try {
        outcome = steps.run(attempt, control);
      } catch (LakehouseException e) {
        failures.add("%s: %s: %s".formatted(name, e.code(), e.getMessage()));
        throw e;
      }
      if (outcome instanceof StepOutcome.Failed failed) {
        failures.add(name + ": " + failed.error());
      }
      listener.reached(new Moment(Order.AFTER, Effect.STEP, name));
      return outcome;
    }
  }
}
