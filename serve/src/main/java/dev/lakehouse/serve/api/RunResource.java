package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.RunBody;
import dev.lakehouse.serve.api.body.RunChangeBody;
import dev.lakehouse.serve.api.body.RunDetailsBody;
import dev.lakehouse.serve.api.body.RunEvents;
import dev.lakehouse.serve.api.body.RunsBody;
import java.util.List;
import java.util.OptionalLong;

/** The runs of pipelines. */
final class RunResource {
  private static final int USUAL_LIMIT = 100;
  private static final int MOST = 1000;

  private static final Parameter<Long> ID =
      Parameter.number(Place.PATH, "id", 1, Long.MAX_VALUE, "The run's id.");
  private static final Parameter<String> PIPELINE =
      Parameter.text(Place.QUERY, "pipeline", "Only runs of this pipeline.");
  private static final Parameter<RunState> STATE =
      Parameter.oneOf(Place.QUERY, "state", RunState.class, "Only runs in this state.");
  private static final Parameter<Long> LIMIT =
      Parameter.number(
          Place.QUERY, "limit", 1, MOST, "How many; %d if not given.".formatted(USUAL_LIMIT));
  private static final Parameter<Long> BEFORE =
      Parameter.number(
          Place.QUERY,
          "before",
          1,
          Long.MAX_VALUE,
          "Only runs with a smaller id, to turn pages: the answer's next_before.");

  private final PipelineOperations operations;

  RunResource(PipelineOperations operations) {
    this.operations = requireNonNull(operations, "operations is null");
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/runs",
                "list_runs",
                "Lists runs, the youngest first.",
                PIPELINE,
                STATE,
                LIMIT,
                BEFORE)
            .answers(RunsBody.class, this::list),
        Operation.get(
                "/runs/{id}", "show_run", "Shows a run with its steps and their attempts.", ID)
            .answers(
                RunDetailsBody.class,
                request -> RunDetailsBody.of(operations.run(request.path(ID)))),
        Operation.post(
                "/runs/{id}/cancel", "cancel_run", "Cancels a run; steps at work are stopped.", ID)
            .answers(
                RunChangeBody.class,
                request -> changed(operations.cancel(request.path(ID)), request)),
        Operation.post(
                "/runs/{id}/retry",
                "retry_run",
                "Runs again what failed, was left or was cancelled in a run that has ended.",
                ID)
            .answers(
                RunChangeBody.class,
                request -> changed(operations.retry(request.path(ID)), request)),
        Operation.get(
                "/runs/{id}/events",
                "follow_run",
                "Tells of a run's steps until it ends; what has happened already comes first.",
                ID)
            .streams(RunEvents.types(), this::follow));
  }

  private RunsBody list(ApiRequest request) {
    int limit = request.query(LIMIT).map(Math::toIntExact).orElse(USUAL_LIMIT);
    OptionalLong before =
        request.query(BEFORE).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    // One more than is wanted says whether there is another page.
    List<RunRecord> runs =
        operations.runs(
            new RunReader.Filter(request.query(PIPELINE), request.query(STATE), before, limit + 1));
    List<RunRecord> page = runs.subList(0, Math.min(limit, runs.size()));
    return new RunsBody(
        page.stream().map(RunBody::of).toList(),
        runs.size() > limit ? OptionalLong.of(page.getLast().id()) : OptionalLong.empty());
  }

  private RunChangeBody changed(boolean changed, ApiRequest request) {
    return new RunChangeBody(changed, RunBody.of(operations.run(request.path(ID)).run()));
  }

  private void follow(ApiRequest request, EventStream events) throws InterruptedException {
    long run = operations.run(request.path(ID)).run().id();
    events.open();
    RunRecord ended = operations.follow(run, RunEvents.listener(events::send));
    events.send(RunEvents.END, RunBody.of(ended));
  }
}
