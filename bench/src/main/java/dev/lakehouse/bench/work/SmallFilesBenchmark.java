package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Scale;
import dev.lakehouse.bench.lab.TemporaryDirectory;
import dev.lakehouse.bench.lab.Uploads;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.ingest.auto.ScanReport;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;

/**
 * Many small CSV files become rows of a few tables in one scan. The peer is DuckDB's COPY of each
 * folder's files into one Parquet file.
 */
public final class SmallFilesBenchmark implements Benchmark {
  private static final Namespace NAMESPACE = Namespace.of("small_files");

  @Override
  public String name() {
    return "small-files";
  }

  @Override
  public String description() {
    return "1,000 CSV files of 10 KB go into 20 tables";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    try (Uploads uploads = new Uploads(bench);
        DuckSession session = bench.tables().session()) {
      List<Path> folders = write(bench.scale(), uploads, session);
      Paired times =
          Paired.measure(
              runs, () -> scan(bench, uploads), () -> copy(session, folders, bench.work()));
      figures.accept(
          Figure.of(name(), times, new Bar.PerSecond("files", bench.scale().smallFiles(), 100)));
    }
  }

  private static List<Path> write(Scale scale, Uploads uploads, DuckSession session) {
    List<Path> folders = new ArrayList<>();
    long row = 0;
    for (int i = 0; i < scale.folders(); i++) {
      Path folder = uploads.folder("folder_" + i);
      for (int n = i; n < scale.smallFiles(); n += scale.folders()) {
        SalesData.writeCsv(
            session, folder.resolve("file_%d.csv".formatted(n)), row, row + scale.smallFileRows());
        row += scale.smallFileRows();
      }
      folders.add(folder);
    }
    return folders;
  }

  private static Runnable scan(Workbench bench, Uploads uploads) {
    ScanReport report = uploads.scan(NAMESPACE);
    return () -> {
      if (report.listed() - report.unchanged() != bench.scale().smallFiles()
          || report.loads().size() != bench.scale().folders()) {
        throw new IllegalStateException("not everything was ingested: " + report);
      }
      bench.drop(NAMESPACE);
    };
  }

  private static Runnable copy(DuckSession session, List<Path> folders, Path work) {
    for (Path folder : folders) {
      session.execute(
          "COPY (FROM read_csv(%s)) TO %s (FORMAT parquet, COMPRESSION zstd)"
              .formatted(
                  SqlText.literal(folder + "/*.csv"),
                  SqlText.literal(target(folder, work).toString())));
    }
    return () ->
        folders.forEach(folder -> TemporaryDirectory.deleteRecursively(target(folder, work)));
  }

  private static Path target(Path folder, Path work) {
    return work.resolve(folder.getFileName() + ".parquet");
  }
}
