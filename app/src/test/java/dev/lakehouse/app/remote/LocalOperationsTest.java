package dev.lakehouse.app.remote;

import dev.lakehouse.pipeline.control.LocalOperations;
import dev.lakehouse.pipeline.control.PipelineOperations;
import java.util.Optional;

/** Operations that this process does itself. */
class LocalOperationsTest extends PipelineOperationsContract {
  @Override
  PipelineOperations operations(OperatedHome home) {
    return new LocalOperations(home.orchestrator(), Optional.of(home.project()));
  }
}
