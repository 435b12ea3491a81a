package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.AttemptLogStore.Selection;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.LogBody;
import dev.lakehouse.serve.api.body.SensorsBody;
import dev.lakehouse.serve.api.body.WorkersBody;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Who does the work, what begins it, and what is said meanwhile. */
final class WorkResource {
  private static final Parameter<Long> RUN =
      Parameter.number(Place.PATH, "id", 1, Long.MAX_VALUE, "The run's id.");
  private static final Parameter<String> STEP =
      Parameter.text(Place.QUERY, "step", "Only the log of this step.");
  private static final Parameter<Long> ATTEMPT =
      Parameter.number(
          Place.QUERY, "attempt", 1, Integer.MAX_VALUE, "Only the log of this attempt of a step.");

  private final Orchestrator orchestrator;

  WorkResource(Orchestrator orchestrator) {
    this.orchestrator = requireNonNull(orchestrator, "orchestrator is null");
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/workers", "list_workers", "Lists the workers that live, by name.")
            .answers(WorkersBody.class, _ -> WorkersBody.of(orchestrator.workers())),
        Operation.get("/sensors", "list_sensors", "Lists sensors, and what they saw last.")
            .answers(SensorsBody.class, _ -> SensorsBody.of(orchestrator.sensors())),
        Operation.get(
                "/runs/{id}/logs",
                "show_run_logs",
                "Shows what the attempts of a run's steps have said so far.",
                RUN,
                STEP,
                ATTEMPT)
            .answers(LogBody.class, this::logs));
  }

  private LogBody logs(ApiRequest request) {
    List<LogBody.LineBody> lines = new ArrayList<>();
    OptionalInt attempt =
        request
            .query(ATTEMPT)
            .map(number -> OptionalInt.of(Math.toIntExact(number)))
            .orElseGet(OptionalInt::empty);
    orchestrator
        .logs()
        .read(
            new Selection(request.path(RUN), request.query(STEP), attempt),
            line -> lines.add(LogBody.LineBody.of(line)));
    return new LogBody(lines);
  }
}
