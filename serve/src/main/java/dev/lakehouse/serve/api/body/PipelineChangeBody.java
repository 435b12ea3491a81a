package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

/**
 * A pipeline after it was asked to be different.
 *
 * @param changed false if it was so already
 */
public record PipelineChangeBody(boolean changed, PipelineBody pipeline) {
  public PipelineChangeBody {
    requireNonNull(pipeline, "pipeline is null");
  }
}
