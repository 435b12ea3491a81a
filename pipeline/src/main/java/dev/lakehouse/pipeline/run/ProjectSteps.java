package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.asset.StepId;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    StepId step = StepId.inPlan(attempt.pipeline(), attempt.key().step());
    StepAction action = project.pipeline(step.pipeline()).actions().get(step.step());
    if (action == null) {
      return new StepOutcome.Failed(
          ErrorCode.NOT_FOUND,
          "the project's pipeline %s has no step %s any more"
              .formatted(step.pipeline(), step.step()),
          Optional.of("begin a new run"),
          List.of(),
          false);
    }
    StepReport report = executor.execute(action, context(attempt, step, control));
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

  /** What a run that makes assets gives to a step has the name of the step's pipeline before it. */
  private static Map<String, String> parameters(StartedAttempt attempt, StepId step) {
    if (!StepId.isForeign(attempt.key().step())) {
      return attempt.parameters();
    }
    Map<String, String> own = new HashMap<>();
    attempt
        .parameters()
        .forEach((name, value) -> {
          StepId parameter = StepId.inPlan(attempt.pipeline(), name);
          if (StepId.isForeign(name) && parameter.pipeline().equals(step.pipeline())) {
            own.put(parameter.step(), value);
          }
        });
    return own;
  }

  private StepContext context(StartedAttempt attempt, StepId step, StepControl control) {
    StepKey key = attempt.key();
    return new StepContext(
        attempt.pipeline(),
        project.directory(),
        key,
        attempt.failures(),
        attempt.logicalTime(),
        parameters(attempt, step),
        attempt.value(),
        variables,
        control::progress,
        control::log,
        control::onStop);
  }
}
