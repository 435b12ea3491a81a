package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

/**
 * A step of a pipeline of the project, whichever run it is in: one of its own pipeline, where it
 * has its own name, or one that makes assets of several pipelines, where its pipeline is before its
 * name.
 */
public record StepId(String pipeline, String step) implements Comparable<StepId> {
  /** No name of a pipeline or step has it. */
  private static final char BETWEEN = '/';

  public StepId {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(step, "step is null");
  }

  /**
   * The step that is meant by a name in a plan.
   *
   * @param pipeline that of the run
   */
  public static StepId inPlan(String pipeline, String step) {
    int between = step.indexOf(BETWEEN);
    return between < 0
        ? new StepId(pipeline, step)
        : new StepId(step.substring(0, between), step.substring(between + 1));
  }

  /** True if a step of a run, or a parameter of it, has the name of its pipeline before its own. */
  public static boolean isForeign(String name) {
    return name.indexOf(BETWEEN) >= 0;
  }

  /** What a step or a parameter of a pipeline is called in runs that are not that pipeline's. */
  public static String foreign(String pipeline, String name) {
    return pipeline + BETWEEN + name;
  }

  /** What the step is called in runs that are not its pipeline's. */
  public String foreignName() {
    return foreign(pipeline, step);
  }

  @Override
  public int compareTo(StepId other) {
    int byPipeline = pipeline.compareTo(other.pipeline);
    return byPipeline != 0 ? byPipeline : step.compareTo(other.step);
  }

  /** {@code pipeline.step}, for people. */
  @Override
  public String toString() {
    return pipeline + "." + step;
  }
}
