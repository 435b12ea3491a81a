package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.UploadServer;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Namespace;

/** From the PUT of a small CSV file on the S3 endpoint to its rows in a query. */
public final class UploadToQueryBenchmark extends SqlWork {
  private static final int ROWS = 10;
  private static final int TIMES_AS_MANY_RUNS = 4;
  private static final int WARM_UP = 10;

  public UploadToQueryBenchmark() {
    super("upload-to-query", "a small CSV file from its PUT on S3 to its rows in a query");
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    String namespace = "uploads_" + UUID.randomUUID().toString().replace('-', '_');
    try (UploadServer server = UploadServer.start(bench, Workbench.newUploads(), namespace)) {
      if (bench.scale().isFull()) {
        measure(server, lab, namespace, "warm_up", WARM_UP);
      }
      figures.accept(
          Figure.of(
              name(),
              measure(server, lab, namespace, "employees", TIMES_AS_MANY_RUNS * runs),
              new Bar.Seconds(1)));
    } finally {
      bench.drop(Namespace.of(namespace));
    }
  }

  private static Samples measure(
      UploadServer server, SqlLab lab, String namespace, String table, int runs) {
    AtomicInteger files = new AtomicInteger();
    return Samples.measure(
        runs,
        () -> {
          int file = files.getAndIncrement();
          String content =
              "id,name,salary\n"
                  + IntStream.range(0, ROWS)
                      .mapToObj(row -> "%d,name %d,%d.50\n".formatted(file, row, row))
                      .collect(Collectors.joining());
          String query =
              "SELECT * FROM %s.%s.%s WHERE id = %d"
                  .formatted(SqlLab.CATALOG, namespace, table, file);
          long before = server.lastRun();
          server.put("%s/%d.csv".formatted(table, file), content);
          server.awaitRunAfter(before);
          long rows = lab.ask(query);
          return () -> Expected.count(ROWS, rows);
        });
  }
}
