package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.remote.RemoteOperations;
import dev.lakehouse.pipeline.control.LocalOperations;
import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a command does with the pipelines of a home: the server that runs on it does it, or else
 * this process does, with a platform of its own.
 */
public final class HomePipelines implements AutoCloseable {
  private final OpenParts open = new OpenParts();
  private final PipelineOperations operations;

  private HomePipelines(PipelineOperations operations) {
    this.operations = requireNonNull(operations, "operations is null");
  }

  private HomePipelines(
      Supplier<PlatformSettings> settings, Path home, Optional<Project> project, boolean working) {
    try {
      Platform platform = open.opened(Platform.open(settings.get(), home));
      Orchestrator orchestrator =
          open.opened(
              project
                  .filter(_ -> working)
                  .map(platform::orchestrator)
                  .orElseGet(platform::orchestrator));
      if (!working) {
        project.ifPresent(orchestrator::declare);
      }
      operations = new LocalOperations(orchestrator, project);
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  /**
   * What is done with runs, whatever project they are of; to be closed.
   *
   * @param settings asked for if there is no server
   */
  public static HomePipelines ofRuns(Path home, Supplier<PlatformSettings> settings) {
    return ServerRecord.findRunning(home)
        .map(server -> new HomePipelines(new RemoteOperations(server.address())))
        .orElseGet(() -> new HomePipelines(settings, home, Optional.empty(), false));
  }

  /**
   * What is done with the pipelines of a project; to be closed. A server with another project is
   * left alone.
   *
   * @param directory the project's
   * @param project read if there is no server
   * @param settings asked for if there is no server
   * @param working if this process has to do the steps of runs itself, should there be no server
   */
  public static HomePipelines ofProject(
      Path home,
      Path directory,
      Supplier<Project> project,
      Supplier<PlatformSettings> settings,
      boolean working) {
    return ServerRecord.read(home)
        .filter(server -> server.project().filter(other -> isSame(other, directory)).isPresent())
        .filter(ServerRecord::answers)
        .map(server -> new HomePipelines(new RemoteOperations(server.address())))
        .orElseGet(() -> new HomePipelines(settings, home, Optional.of(project.get()), working));
  }

  private static boolean isSame(Path left, Path right) {
    try {
      return Files.isSameFile(left, right);
    } catch (IOException gone) {
      return false;
    }
  }

  public PipelineOperations operations() {
    return operations;
  }

  @Override
  public void close() {
    open.close();
  }
}
