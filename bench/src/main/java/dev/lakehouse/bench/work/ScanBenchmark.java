package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.ObjectPath;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/** All of a table is read, planning included; the peer reads the same files by their paths. */
public final class ScanBenchmark implements Benchmark {
  private static final int TIMES_AS_MANY_RUNS = 4;

  @Override
  public String name() {
    return "scan";
  }

  @Override
  public String description() {
    return "a GROUP BY over all rows of a table";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    TableIdentifier table = Workbench.newTable();
    CsvLoad.DECLARED.into(table, bench, bench.salesCsv());
    try (DuckSession session = bench.tables().session()) {
      String files = SqlText.literals(localFiles(bench, table, session));
      Paired times =
          Paired.measure(
              TIMES_AS_MANY_RUNS * runs,
              () -> scan(bench, table, session),
              () -> query(session, "FROM read_parquet(%s)".formatted(files)));
      figures.accept(Figure.of(name(), times, new Bar.TimesPeer(1.1)));
    } finally {
      bench.drop(table);
    }
  }

  private static List<String> localFiles(
      Workbench bench, TableIdentifier table, DuckSession session) {
    try (PlannedScan scan = bench.tables().scan(table, ScanRequest.all(), session)) {
      return scan.dataFiles().stream()
          .map(file -> bench.file(ObjectPath.parse(file.location())).toString())
          .toList();
    }
  }

  private static Runnable scan(Workbench bench, TableIdentifier table, DuckSession session) {
    try (PlannedScan scan = bench.tables().scan(table, ScanRequest.all(), session)) {
      return query(session, scan.select());
    }
  }

  private static Runnable query(DuckSession session, String rows) {
    int groups =
        session
            .query(
                """
                SELECT country, count(*), sum(amount), max(ordered_at), avg(quantity)
                FROM (%s) GROUP BY country\
                """
                    .formatted(rows),
                row -> row.getString(1))
            .size();
    return () -> {
      if (groups != 7) {
        throw new IllegalStateException("%d groups were found".formatted(groups));
      }
    };
  }
}
