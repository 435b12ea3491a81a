package dev.lakehouse.app.platform;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.HistorySettings;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What processes work on: a home and a project, and a database for them.
 *
 * @param directory where home and project are
 * @param database the name of the database in the tests' server
 */
record Lake(Path directory, String database) {
  private static final Path EXAMPLE = Path.of("..", "examples", "sales");
  private static final long ENGINE_MEMORY = 256L << 20;

  Path home() {
    return directory.resolve("home");
  }

  Path project() {
    return directory.resolve("project");
  }

  Path objects() {
    return home().resolve("objects");
  }

  /** Puts the example project where the lake's project is. */
  void addProject() {
    Trees.copy(EXAMPLE, project());
  }

  /** Runs both pipelines in this process. */
  void run(Platform platform) {
    Project read = new ProjectReader(new SettingsReader(Map.of())).read(project());
    for (String name : PipelineChild.PIPELINES) {
      try {
        DirectRun.of(read.pipeline(name), platform.steps(read, UnaryOperator.identity()));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(name, e);
      }
    }
  }

  /** A small platform; without a database on the home's own. */
  static PlatformSettings settings(Optional<DatabaseSettings> database) {
    return new PlatformSettings(
        ENGINE_MEMORY,
        2,
        database,
        Optional.empty(),
        0,
        new ObjectPath("lakehouse-warehouse", ""),
        new PlatformSettings.Server("127.0.0.1", 0, 0, "key", "secret"),
        ProtocolSettings.DEFAULT,
        MaintenancePolicies.DEFAULT,
        HistorySettings.DEFAULT,
        Optional.empty(),
        Optional.empty());
  }
}
