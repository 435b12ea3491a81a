package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.step.StepAction;
import dev.lakehouse.pipeline.step.StepContext;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.step.StepReport;
import dev.lakehouse.pipeline.work.StepControl;
import dev.lakehouse.pipeline.work.StepRunner;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Does the steps of a project's pipelines. Thread-safe. */
public final class ProjectSteps implements StepRunner {
  private final Project project;
  private final StepExecutor executor;
  private final UnaryOperator<String> variables;

  /**
   * The steps of a project.
   *
   * @param variables knows the value of a variable by its name; fails if it is not set
   */
  public ProjectSteps(Project project, StepExecutor executor, UnaryOperator<String> variables) {
    this.project = requireNonNull(project, "project is null");
    this.executor = requireNonNull(executor, "executor is null");
    this.variables = requireNonNull(variables, "variables is null");
  }

  @Override
  public StepOutcome run(StartedAttempt attempt, StepControl control) throws Exception {
    StepAction action = project.pipeline(attempt.pipeline()).actions().get(attempt.key().step());
    if (action == null) {
      return new StepOutcome.Failed(
          ErrorCode.NOT_FOUND,
          "the project's pipeline %s has no step %s any more"
              .formatted(attempt.pipeline(), attempt.key().step()),
          Optional.of("begin a new run"),
          List.of(),
          false);
    }
    StepReport report = executor.execute(action, context(attempt, control));
    return switch (report.status()) {
      case DONE, IDLE ->
          new StepOutcome.Done(
              report.status() == StepReport.Status.IDLE,
              report.summary(),
              report.notes(),
              report.outputs(),
              report.counts().rowsIn(),
              report.counts().rowsOut(),
              report.counts().snapshot());
      case FAILED ->
          new StepOutcome.Failed(
              ErrorCode.INVALID_DATA, report.summary(), Optional.empty(), report.notes(), true);
    };
  }

  private StepContext context(StartedAttempt attempt, StepControl control) {
    StepKey key = attempt.key();
    return new StepContext(
        attempt.pipeline(),
        project.directory(),
        key,
        attempt.failures(),
        attempt.logicalTime(),
        attempt.parameters(),
        attempt.value(),
        variables,
        control::progress,
        control::log,
        control::onStop);
  }
}
