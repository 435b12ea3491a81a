package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.PeerDatabase;
import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A hundred rows are appended and committed, to a new table and to one with many commits. The peer
 * is an INSERT into a table in DuckDB's own format.
 */
public final class AppendBenchmark implements Benchmark {
  private static final int ROWS = 100;
  private static final int WARM_UP = 20;
  private static final int TIMES_AS_MANY_RUNS = 10;
  private static final Bar BAR = new Bar.Seconds(0.05);

  @Override
  public String name() {
    return "append";
  }

  @Override
  public String description() {
    return "100 rows are appended, in a commit of their own";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    TableIdentifier table = Workbench.newTable();
    try (DuckSession session = bench.tables().session();
        PeerDatabase peer = PeerDatabase.create(session, bench.work())) {
      session.execute("CREATE TEMP TABLE incoming AS " + SalesData.select(0, ROWS));
      bench.tables().create(table, TableDefinition.of(SalesData.SCHEMA));
      String peerTable = peer.create("sales", "SELECT * FROM incoming");
      fill(bench, table, session, WARM_UP);
      figures.accept(Figure.of("append", measure(bench, runs, table, peerTable, session), BAR));
      fill(bench, table, session, bench.scale().historyCommits());
      figures.accept(
          Figure.of(
              "append-after-%d-commits".formatted(bench.scale().historyCommits()),
              measure(bench, runs, table, peerTable, session),
              BAR));
    } finally {
      bench.drop(table);
    }
  }

  private static Paired measure(
      Workbench bench, int runs, TableIdentifier table, String peerTable, DuckSession session) {
    return Paired.measure(
        TIMES_AS_MANY_RUNS * runs,
        () -> {
          append(bench, table, session);
          return () -> {};
        },
        () -> {
          session.execute("INSERT INTO %s FROM incoming".formatted(peerTable));
          return () -> {};
        });
  }

  /** Appends until the table has so many commits. */
  private static void fill(
      Workbench bench, TableIdentifier table, DuckSession session, int commits) {
    long present =
        StreamSupport.stream(bench.tables().load(table).snapshots().spliterator(), false).count();
    for (long i = present; i < commits; i++) {
      append(bench, table, session);
    }
  }

  private static void append(Workbench bench, TableIdentifier table, DuckSession session) {
    bench
        .tables()
        .apply(
            table,
            TableChange.of(new RowChange.Append(new RowSource(session, "SELECT * FROM incoming"))));
  }
}
