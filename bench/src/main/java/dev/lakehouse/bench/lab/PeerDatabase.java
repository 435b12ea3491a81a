package dev.lakehouse.bench.lab;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A database file of DuckDB's own, attached to a session: what DuckDB does if its tables are in its
 * own format, with its own write-ahead log. It is deleted in the end.
 */
public final class PeerDatabase implements AutoCloseable {
  private final DuckSession session;
  private final String name;
  private final Path file;

  private PeerDatabase(DuckSession session, String name, Path file) {
    this.session = session;
    this.name = name;
    this.file = file;
  }

  /** Makes one. */
  public static PeerDatabase create(DuckSession session, Path directory) {
    String name = "peer_" + UUID.randomUUID().toString().replace('-', '_');
    Path file = directory.resolve(name + ".duckdb");
    session.execute("ATTACH %s AS %s".formatted(SqlText.literal(file.toString()), name));
    return new PeerDatabase(session, name, file);
  }

  /** Makes a table of a SELECT; gives its name in SQL. */
  public String create(String table, String select) {
    String qualified = name + "." + table;
    session.execute("CREATE TABLE %s AS %s".formatted(qualified, select));
    return qualified;
  }

  @Override
  public void close() {
    session.execute("DETACH " + name);
    TemporaryDirectory.deleteRecursively(file);
    TemporaryDirectory.deleteRecursively(file.resolveSibling(file.getFileName() + ".wal"));
  }
}
