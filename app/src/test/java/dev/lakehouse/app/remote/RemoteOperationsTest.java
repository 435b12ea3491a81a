package dev.lakehouse.app.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.control.PipelineOperations;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that a server is asked for. */
class RemoteOperationsTest extends PipelineOperationsContract {
  @Override
  PipelineOperations operations(OperatedHome home) {
    return new RemoteOperations(home.address());
  }

  @Test
  void aServerThatEndsMeanwhileIsTold(@TempDir Path elsewhere) throws Exception {
    try (OperatedHome other = OperatedHome.start(elsewhere.toRealPath())) {
      PipelineOperations operations = new RemoteOperations(other.address());
      long run = operations.trigger("wait", Map.of()).id();
      Heard heard = new Heard();
      CompletableFuture<Void> following =
          CompletableFuture.runAsync(() -> {
            try {
              var _ = operations.follow(run, heard);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      heard.begun.await();

      other.stopServer();

      assertThatThrownBy(following::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("the server ended while run %d went on".formatted(run));
      assertThatThrownBy(operations::pipelines)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageStartingWith("the server at %s does not answer: ".formatted(other.address()));
    }
  }
}
