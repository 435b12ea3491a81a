package dev.lakehouse.bench.sql;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.serve.trino.RunningQueries;
import dev.lakehouse.serve.trino.TrinoProtocol;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.ObjectPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The embedded engine behind its server, a client of it, and the peer: DuckDB on the same files, in
 * the same memory, with the same threads. Not thread-safe.
 */
public final class SqlLab implements AutoCloseable {
  /** Under which name the engine knows the tables. */
  public static final String CATALOG = "iceberg";

  private final Workbench bench;
  private final EmbeddedEngine engine;
  private final TrinoProtocol protocol;
  private final HttpServer server;
  private final TrinoClient client;
  private final DuckSession peer;

  private SqlLab(Workbench bench) {
    this.bench = requireNonNull(bench, "bench is null");
    this.engine = EmbeddedEngine.start(bench.tables(), CATALOG);
    this.protocol =
        new TrinoProtocol(
            engine, new RunningQueries(), ProtocolSettings.DEFAULT, InstantSource.system());
    this.server = HttpServer.start("127.0.0.1", 0, List.of(protocol));
    this.client = TrinoClient.connect(server.uri());
    this.peer = bench.tables().session();
  }

  /** Opens it over a workbench, which stays the caller's. */
  public static SqlLab open(Workbench bench) {
    return new SqlLab(bench);
  }

  /** Makes the tables of a workload that are not there; gives the peer views of their files. */
  public void load(Workload workload, double scale) {
    Namespace namespace = Namespace.of(workload.schema());
    bench.tables().createNamespace(namespace);
    workload
        .tables(scale)
        .forEach(table -> {
          TableIdentifier identifier = TableIdentifier.of(namespace, table.name());
          if (bench.tables().find(identifier).isEmpty()) {
            table.load(identifier, bench.tables(), bench.work());
          }
          peer.execute(
              "CREATE OR REPLACE TEMP VIEW %s AS SELECT * FROM read_parquet(%s)"
                  .formatted(SqlText.name(table.name()), SqlText.literals(files(identifier))));
        });
  }

  /** In which schema the client's queries find their tables. */
  public void useSchema(Workload workload) {
    client.useSchema(workload);
  }

  private List<String> files(TableIdentifier table) {
    try (PlannedScan scan = bench.tables().scan(table, ScanRequest.all(), peer)) {
      return scan.dataFiles().stream()
          .map(file -> bench.file(ObjectPath.parse(file.location())).toString())
          .toList();
    }
  }

  /** What the engine is told of who asks. */
  public static SqlSession session(Workload workload) {
    return SqlSession.of("bench", CATALOG, workload.schema());
  }

  /** The engine itself. */
  public EmbeddedEngine engine() {
    return engine;
  }

  /**
   * Sends a query through Trino's JDBC driver and reads all of its rows; gives their number.
   *
   * @throws TrinoClient.DivisionByZeroException if that is what the server says
   */
  public long ask(String sql) {
    return client.ask(sql);
  }

  /** Sends a statement that changes something; gives how many rows it changed. */
  public long change(String sql) {
    return client.change(sql);
  }

  /** Asks DuckDB, and reads all rows; gives their number. */
  public long askPeer(String sql) {
    try (Statement statement = peer.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return TrinoClient.read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB's query failed: " + sql, e);
    }
  }

  @Override
  public void close() {
    try (engine;
        server;
        protocol;
        peer) {
      client.close();
    }
  }
}
