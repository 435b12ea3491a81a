package dev.lakehouse.app.platform;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.sql.remote.TrinoServer;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The engine that runs the SQL of a command: the Trino of the settings, or else the server that
 * runs on the home, or else one in this process.
 */
public final class SqlEngines {
  private SqlEngines() {}

  /**
   * Opens the engine, to be closed.
   *
   * @param home the directory of all state
   */
  public static SqlEngine open(PlatformSettings settings, Path home) {
    return remote(settings, home).orElseGet(() -> InProcess.start(settings, home));
  }

  /** The same beside a platform that is open, and outlives it. */
  public static SqlEngine on(Platform platform) {
    return remote(platform.settings(), platform.home())
        .orElseGet(() -> EmbeddedEngine.start(platform.tables(), LakehouseCatalog.NAME));
  }

  private static Optional<SqlEngine> remote(PlatformSettings settings, Path home) {
    return settings
        .trino()
        .or(() -> ServerRecord.findRunning(home).map(server -> TrinoServer.at(server.address())))
        .map(TrinoEngine::new);
  }

  /** The same on a thread of its own; the first statements wait, or get what kept it from it. */
  public static SqlEngine opening(PlatformSettings settings, Path home) {
    return new StartingEngine(BackgroundStart.of(() -> open(settings, home), SqlEngine::close));
  }

  /** An engine with a platform of its own. */
  private static final class InProcess implements SqlEngine {
    private final OpenParts open = new OpenParts();
    private final SqlEngine engine;

    private InProcess(PlatformSettings settings, Path home) {
      // PostgreSQL and DuckDB start beside Trino's front end, which takes as long as both.
      BackgroundStart<Platform> platform =
          open.opened(BackgroundStart.of(() -> Platform.open(settings, home), Platform::close));
      try {
        engine =
            open.opened(
                EmbeddedEngine.start(
                    () -> platform.get().tables(), LakehouseCatalog.NAME, QueryList.none()));
      } catch (RuntimeException e) {
        open.closeAfter(e);
        throw e;
      }
    }

    static InProcess start(PlatformSettings settings, Path home) {
      return new InProcess(settings, home);
    }

    @Override
    public SqlResult execute(SqlSession session, String sql, StatementControl control) {
      return engine.execute(session, sql, control);
    }

    @Override
    public void close() {
      open.close();
    }
  }
}
