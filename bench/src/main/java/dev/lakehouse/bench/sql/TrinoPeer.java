package dev.lakehouse.bench.sql;

import dev.lakehouse.bench.lab.SharedTables;
import dev.lakehouse.bench.lab.TrinoLibraries;
import dev.lakehouse.bench.lab.TrinoProcess;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.table.Tables;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A real Trino on the tables of a workbench, and a client of it. Not thread-safe. */
public final class TrinoPeer implements AutoCloseable {
  private final Tables tables;
  private final SharedTables shared;
  private final TrinoProcess server;
  private final TrinoClient client;

  private TrinoPeer(Tables tables, SharedTables shared, TrinoProcess server, TrinoClient client) {
    this.tables = tables;
    this.shared = shared;
    this.server = server;
    this.client = client;
  }

  /** Starts it over a workbench, which stays the caller's. */
  public static TrinoPeer start(TrinoLibraries libraries, Workbench bench) {
    SharedTables shared = SharedTables.serve(bench);
    try {
      TrinoProcess server = TrinoProcess.start(libraries, SqlLab.CATALOG, shared.trinoCatalog());
      // The driver connects with the first statement.
      return new TrinoPeer(bench.tables(), shared, server, TrinoClient.connect(server.uri()));
    } catch (RuntimeException e) {
      shared.close();
      throw e;
    }
  }

  /**
   * Makes a workload's tables those of the client's queries, and counts their distinct values if
   * nobody did: Trino orders joins by them, and has them of any table that it writes itself.
   */
  public void use(Workload workload) {
    Namespace namespace = Namespace.of(workload.schema());
    client.useSchema(workload);
    List<TableIdentifier> named = tables.list(namespace);
    client.awaitNodes("SELECT * FROM %s LIMIT 1".formatted(named.getFirst().name()));
    for (TableIdentifier identifier : named) {
      if (!isAnalyzed(tables.load(identifier))) {
        client.change("ANALYZE " + identifier.name());
      }
    }
  }

  private static boolean isAnalyzed(Table table) {
    long current = table.currentSnapshot().snapshotId();
    return table.statisticsFiles().stream().anyMatch(file -> file.snapshotId() == current);
  }

  /** Sends a query through Trino's JDBC driver and reads all of its rows; gives their number. */
  public long ask(String sql) {
    return client.ask(sql);
  }

  @Override
  public void close() {
    try (shared;
        server) {
      client.close();
    }
  }
}
