package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Begins runs of pipelines. Thread-safe. */
public final class Runs {
  private final RunStore store;
  private final InstantSource clock;

  public Runs(RunStore store, InstantSource clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Begins a run because somebody wants one.
   *
   * @param parameters what it is given; the pipeline says what holds for the others
   * @return its id
   * @throws LakehouseException INVALID_ARGUMENT if it is given what it does not know, or lacks what
   *     it needs
   */
  public long trigger(PipelineDefinition pipeline, Map<String, String> parameters) {
    return store
        .create(
            pipeline.plan(),
            pipeline.mostRuns(),
            RunRequest.manual(clock.instant(), complete(pipeline, parameters)))
        .orElseThrow();
  }

  /**
   * What a run is given in the end: what somebody gives it, and the pipeline's own values.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is given what it does not know, or lacks what
   *     it needs
   */
  static Map<String, String> complete(PipelineDefinition pipeline, Map<String, String> given) {
    List<String> known = pipeline.parameters().keySet().stream().sorted().toList();
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "the pipeline %s has no parameter '%s'".formatted(pipeline.name(), name),
            NearestWord.to(name, known)
                .map("did you mean '%s'?"::formatted)
                .orElse(
                    known.isEmpty()
                        ? "it has none"
                        : "its parameters are " + String.join(", ", known)));
      }
    }
    Map<String, String> complete = pipeline.defaults();
    complete.putAll(given);
    List<String> missing = known.stream().filter(name -> !complete.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the pipeline %s needs a value for %s"
              .formatted(pipeline.name(), String.join(", ", missing)),
          "give it with --param %s=VALUE".formatted(missing.getFirst()));
    }
    return complete;
  }
}
