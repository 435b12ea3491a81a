package dev.lakehouse.table.duckdb;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * An in-memory DuckDB for one process. Thread-safe; each piece of work takes a {@link DuckSession}
 * of its own, and all of them share the memory limit.
 */
public final class DuckDb implements AutoCloseable {
  private final DuckDBConnection root;

  private DuckDb(DuckDBConnection root) {
    this.root = root;
  }

  /** Starts DuckDB; the first time in a process takes up to a second. */
  public static DuckDb open(DuckDbSettings settings) {
    requireNonNull(settings, "settings is null");
    Properties properties = new Properties();
    // Extensions would be fetched over the network, which hangs where there is none.
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("memory_limit", settings.memoryBytes() + "B");
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("temp_directory", settings.spillDirectory().toString());
    // Order is said with ORDER BY where it matters; keeping it elsewhere doubles the time of a
    // COPY.
    properties.setProperty("preserve_insertion_order", "false");
    try {
      Files.createDirectories(settings.spillDirectory());
      DuckDBConnection root =
          (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", properties);
      BucketFunctions.register(root);
      try (var statement = root.createStatement()) {
        statement.execute("SET GLOBAL TimeZone = 'UTC'");
        // It counts towards the memory limit, and goes before anything fails for want of memory.
        statement.execute("SET GLOBAL parquet_metadata_cache = true");
        statement.execute("SET lock_configuration = true");
      }
      return new DuckDb(root);
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot start DuckDB", e);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot make the spill directory %s: %s"
                  .formatted(settings.spillDirectory(), e.getMessage()),
              "check that the directory is writable and the disk is not full")
          .causedBy(e);
    }
  }

  /** A new session with its own temporary tables. */
  public DuckSession session() {
    try {
      return new DuckSession(root.duplicate());
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot open a DuckDB session", e);
    }
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot stop DuckDB", e);
    }
  }
}
