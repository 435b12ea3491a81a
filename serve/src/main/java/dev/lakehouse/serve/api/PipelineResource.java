package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.PipelineBody;
import dev.lakehouse.serve.api.body.PipelineChangeBody;
import dev.lakehouse.serve.api.body.PipelineDetailsBody;
import dev.lakehouse.serve.api.body.PipelinesBody;
import dev.lakehouse.serve.api.body.RunBody;
import dev.lakehouse.serve.api.body.TriggerBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The project's pipelines. */
final class PipelineResource {
  private static final int CREATED = 201;
  private static final Parameter<String> NAME =
      Parameter.text(Place.PATH, "name", "The pipeline's name.");

  private final PipelineOperations operations;

  PipelineResource(PipelineOperations operations) {
    this.operations = requireNonNull(operations, "operations is null");
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/pipelines", "list_pipelines", "Lists the project's pipelines, by name.")
            .answers(PipelinesBody.class, _ -> list()),
        Operation.get(
                "/pipelines/{name}", "show_pipeline", "Shows a pipeline with its steps.", NAME)
            .answers(
                PipelineDetailsBody.class,
                request -> PipelineDetailsBody.of(operations.pipeline(request.path(NAME)))),
        Operation.post("/pipelines/{name}/runs", "trigger_pipeline", "Begins a run.", NAME)
            .takes(TriggerBody.class)
            .answers(CREATED, RunBody.class, this::trigger),
        Operation.post(
                "/pipelines/{name}/pause",
                "pause_pipeline",
                "Lets a pipeline have no runs by itself.",
                NAME)
            .answers(PipelineChangeBody.class, request -> pause(request, true)),
        Operation.post(
                "/pipelines/{name}/unpause",
                "unpause_pipeline",
                "Lets a pipeline run by itself again.",
                NAME)
            .answers(PipelineChangeBody.class, request -> pause(request, false)));
  }

  private PipelinesBody list() {
    return new PipelinesBody(operations.pipelines().stream().map(PipelineBody::of).toList());
  }

  private RunBody trigger(ApiRequest request) throws IOException {
    Map<String, String> parameters = request.body(TriggerBody.class).parameters().orElse(Map.of());
    RunRecord run = operations.trigger(request.path(NAME), parameters);
    request.header("Location", RestApi.ROOT + "/runs/" + run.id());
    return RunBody.of(run);
  }

  private PipelineChangeBody pause(ApiRequest request, boolean paused) {
    String name = request.path(NAME);
    boolean changed = operations.pause(name, paused);
    return new PipelineChangeBody(changed, PipelineBody.of(operations.pipeline(name).pipeline()));
  }
}
