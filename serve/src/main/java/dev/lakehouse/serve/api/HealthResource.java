package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.serve.api.body.HealthBody;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether the server can do its work. */
final class HealthResource {
  private static final RunReader.Filter LAST =
      new RunReader.Filter(Optional.empty(), Optional.empty(), OptionalLong.empty(), 1);

  private final PipelineOperations operations;
  private final HealthBody healthy;

  HealthResource(PipelineOperations operations, Optional<Path> project, Instant started) {
    this.operations = requireNonNull(operations, "operations is null");
    this.healthy = new HealthBody("ok", started, project.map(Path::toString));
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/health", "show_health", "Says that the server and its PostgreSQL do their work.")
            .answers(HealthBody.class, _ -> health()));
  }

  private HealthBody health() {
    // It throws if PostgreSQL does not answer.
    var _ = operations.runs(LAST);
    return healthy;
  }
}
