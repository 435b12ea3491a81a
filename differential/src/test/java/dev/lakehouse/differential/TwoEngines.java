package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.sql.remote.TrinoServer;
import dev.lakehouse.table.OncePerRun;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One lakehouse for all test classes of a run, and a Trino of one's own on its catalog. A class
 * takes a schema that no other has.
 */
public final class TwoEngines extends OncePerRun<TwoEngines.Running> {
  public TwoEngines() {
    super(Running.class);
  }

  @Override
  protected Running open(Path directory) throws IOException, InterruptedException {
    return new Running(directory);
  }

  /** Both, running. */
  static final class Running implements Closeable {
    private final ServedLakehouse lakehouse;
    private final TrinoOracle trino;

    private Running(Path directory) throws IOException, InterruptedException {
      lakehouse = new ServedLakehouse(Files.createDirectory(directory.resolve("home")));
      try {
        trino =
            new TrinoOracle(
                Files.createDirectory(directory.resolve("trino")), lakehouse.trinoCatalog());
      } catch (IOException | InterruptedException | RuntimeException e) {
        lakehouse.close();
        throw e;
      }
    }

    ServedLakehouse lakehouse() {
      return lakehouse;
    }

    TrinoOracle trino() {
      return trino;
    }

    /** A client of our engine, which speaks to it as to any Trino. */
    SqlEngine ours() {
      return new TrinoEngine(TrinoServer.at(lakehouse.trino()));
    }

    /** A client of the Trino. */
    SqlEngine theirs() {
      return trino.engine();
    }

    @Override
    public void close() throws IOException {
      trino.close();
      lakehouse.close();
    }
  }
}
