package dev.lakehouse.serve.api.body;

import java.util.List;

/** Pipelines, by name. */
public record PipelinesBody(List<PipelineBody> pipelines) {
  public PipelinesBody {
    pipelines = List.copyOf(pipelines);
  }
}
