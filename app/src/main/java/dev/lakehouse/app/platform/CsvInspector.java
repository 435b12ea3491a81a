package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.CsvFile;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.InputFile;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells what CSV files hold without a platform: no database is started and no home is made. Not
 * thread-safe.
 */
public final class CsvInspector implements AutoCloseable {
  private final Path directory;
  private final DuckDb engine;

  private CsvInspector(Path directory, DuckDb engine) {
    this.directory = directory;
    this.engine = engine;
  }

  /** Starts the engine that a platform with these settings would have. */
  public static CsvInspector open(PlatformSettings settings) {
    requireNonNull(settings, "settings is null");
    Path directory;
    try {
      directory = Files.createTempDirectory("lakehouse-dry-run");
    } catch (IOException e) {
      throw unusable(e);
    }
    return new CsvInspector(
        directory,
        DuckDb.open(
            new DuckDbSettings(
                settings.engineMemory(), settings.engineThreads(), directory.resolve("spill"))));
  }

  /**
   * What was detected in a file and why, a line each, for people; the whole file is read.
   *
   * @throws LakehouseException INVALID_DATA if it cannot be a CSV file
   */
  public List<String> findings(InputFile file, CsvOptions options) {
    try (DuckSession session = engine.session();
        CsvFile csv =
            CsvFile.open(session.connection(), file.path(), file.key(), options, directory)) {
      csv.inferWholeFile();
      return csv.findings();
    }
  }

  /** Stops the engine and leaves nothing behind. */
  @Override
  public void close() {
    engine.close();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static LakehouseException unusable(IOException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "the directory for temporary files cannot be used: " + e.getMessage(),
            "check its free space, or name another with LAKEHOUSE_JAVA_OPTS=-Djava.io.tmpdir=DIR")
        .causedBy(e);
  }
}
