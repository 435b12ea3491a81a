package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Uploads;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.ingest.auto.ScanReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;

/**
 * A scan that finds nothing new. The registry got its rows from scans of tiny files, ten batches of
 * them, of which the last one is still there.
 */
public final class UnchangedFilesBenchmark implements Benchmark {
  private static final Namespace NAMESPACE = Namespace.of("unchanged_files");
  private static final int BATCHES = 10;
  private static final int TIMES_AS_MANY_RUNS = 4;

  @Override
  public String name() {
    return "unchanged-files";
  }

  @Override
  public String description() {
    return "a scan of 1,000 unchanged files, the registry knowing 10,000";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    int present = bench.scale().registeredFiles() / BATCHES;
    try (Uploads uploads = new Uploads(bench)) {
      for (int batch = 1; batch <= BATCHES; batch++) {
        for (int i = 0; i < present; i++) {
          write(uploads.folder("folder_" + i % bench.scale().folders()), batch, i);
        }
        uploads.scan(NAMESPACE);
        if (batch < BATCHES) {
          uploads.clear();
        }
      }
      Samples times =
          Samples.measure(
              TIMES_AS_MANY_RUNS * runs,
              () -> {
                ScanReport report = uploads.scan(NAMESPACE);
                return () -> {
                  if (report.unchanged() != present || !report.loads().isEmpty()) {
                    throw new IllegalStateException("something was ingested: " + report);
                  }
                };
              });
      figures.accept(Figure.of(name(), times, new Bar.Seconds(1)));
    } finally {
      bench.drop(NAMESPACE);
    }
  }

  private static void write(Path folder, int batch, int number) {
    try {
      Files.writeString(
          folder.resolve("batch_%d_%d.csv".formatted(batch, number)),
          "id,name\n%d,file %d\n".formatted(number, number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
