package dev.lakehouse.pipeline.graph;

import dev.lakehouse.pipeline.graph.RunGraph.Standing;
import java.util.Collection;
import java.util.function.Predicate;

/** Whether a step is run, once all that it needs have ended. */
public enum RunIf {
  /** If all of them ended well; one that was skipped means that this is skipped, too. */
  ALL_SUCCESS {
    @Override
    StepState decide(Collection<Standing> needs) {
      if (any(needs, need -> need.state().isFailure())) {
        return StepState.UPSTREAM_FAILED;
      }
      return runOrSkip(!any(needs, need -> need.state() == StepState.SKIPPED));
    }
  },
  /** If none of them failed; some may have been skipped. */
  NONE_FAILED {
    @Override
    StepState decide(Collection<Standing> needs) {
      return any(needs, need -> need.state().isFailure())
          ? StepState.UPSTREAM_FAILED
          : StepState.QUEUED;
    }
  },
  /** If none of them failed and at least one found something to do. */
  ANY_WORK {
    @Override
    StepState decide(Collection<Standing> needs) {
      if (any(needs, need -> need.state().isFailure())) {
        return StepState.UPSTREAM_FAILED;
      }
      return runOrSkip(any(needs, need -> need.state() == StepState.SUCCESS && !need.idle()));
    }
  },
  /** If one of them failed. */
  ONE_FAILED {
    @Override
    StepState decide(Collection<Standing> needs) {
      return runOrSkip(any(needs, need -> need.state().isFailure()));
    }
  },
  /** However they ended. */
  ALL_DONE {
    @Override
    StepState decide(Collection<Standing> needs) {
      return StepState.QUEUED;
    }
  };

  /** What becomes of a step. */
  abstract StepState decide(Collection<Standing> needs);

  private static boolean any(Collection<Standing> needs, Predicate<Standing> condition) {
    return needs.stream().anyMatch(condition);
  }

  private static StepState runOrSkip(boolean run) {
    return run ? StepState.QUEUED : StepState.SKIPPED;
  }
}
