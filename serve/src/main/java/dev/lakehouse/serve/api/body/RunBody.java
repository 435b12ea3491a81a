package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A run; see {@link RunRecord}. */
public record RunBody(
    long id,
    String pipeline,
    RunState state,
    String trigger,
    Instant logicalTime,
    Map<String, String> parameters,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<String> error) {
  public RunBody {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(state, "state is null");
    requireNonNull(trigger, "trigger is null");
    requireNonNull(logicalTime, "logicalTime is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(createdAt, "createdAt is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(endedAt, "endedAt is null");
    requireNonNull(error, "error is null");
  }

  public static RunBody of(RunRecord run) {
    return new RunBody(
        run.id(),
        run.pipeline(),
        run.state(),
        run.trigger(),
        run.logicalTime(),
        run.parameters(),
        run.created(),
        run.started(),
        run.ended(),
        run.error());
  }

  public RunRecord toRecord() {
    return new RunRecord(
        id,
        pipeline,
        state,
        trigger,
        logicalTime,
        parameters,
        createdAt,
        startedAt,
        endedAt,
        error);
  }
}
