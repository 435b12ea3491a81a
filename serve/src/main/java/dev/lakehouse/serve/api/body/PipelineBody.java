package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.time.Instant;
import java.util.Optional;

/** How a pipeline stands; see {@link PipelineRecord}. */
public record PipelineBody(
    String name,
    boolean paused,
    boolean broken,
    Optional<String> schedule,
    Optional<Instant> nextRun,
    Optional<Instant> lastRun,
    Optional<RunState> lastState) {
  public PipelineBody {
    requireNonNull(name, "name is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(nextRun, "nextRun is null");
    requireNonNull(lastRun, "lastRun is null");
    requireNonNull(lastState, "lastState is null");
  }

  public static PipelineBody of(PipelineRecord pipeline) {
    return new PipelineBody(
        pipeline.name(),
        pipeline.paused(),
        pipeline.broken(),
        pipeline.schedule(),
        pipeline.next(),
        pipeline.lastRun(),
        pipeline.lastState());
  }

  public PipelineRecord toRecord() {
    return new PipelineRecord(name, paused, broken, schedule, nextRun, lastState, lastRun);
  }
}
