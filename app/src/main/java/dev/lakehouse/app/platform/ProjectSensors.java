package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.sensor.SensorInputs;
import dev.lakehouse.pipeline.sensor.Sensors;
import dev.lakehouse.sql.SqlEngine;
import java.util.Optional;

/** The sensors of a project's pipelines, with what they look at on a platform. Thread-safe. */
public final class ProjectSensors implements AutoCloseable {
  private final Platform platform;
  private Optional<SqlEngine> engine = Optional.empty();
  private Optional<Sensors> sensors = Optional.empty();

  /**
   * Sensors that do nothing yet.
   *
   * @param platform stays its opener's
   */
  public ProjectSensors(Platform platform) {
    this.platform = requireNonNull(platform, "platform is null");
  }

  /** Lets them look, and the server tell them what is written to it. */
  public void start(Orchestrator orchestrator, Project project, RunningServer server) {
    Sensors started =
        orchestrator.sense(
            project,
            new SensorInputs(platform.tables().store(), platform.tables().catalog(), this::engine));
    sensors = Optional.of(started);
    server.onWritten(started::arrived);
  }

  private synchronized SqlEngine engine() {
    if (engine.isEmpty()) {
      engine = Optional.of(SqlEngines.on(platform));
    }
    return engine.get();
  }

  @Override
  public void close() {
    // They may be asking the engine.
    sensors.ifPresent(Sensors::close);
    closeEngine();
  }

  private synchronized void closeEngine() {
    engine.ifPresent(SqlEngine::close);
    engine = Optional.empty();
  }
}
