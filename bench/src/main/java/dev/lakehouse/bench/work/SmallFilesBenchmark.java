package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Scale;
import dev.lakehouse.bench.lab.TemporaryDirectory;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.ingest.load.InputFile;
import dev.lakehouse.ingest.load.LoadResult;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Many small CSV files become rows of a few tables. The peer is DuckDB's COPY of each folder's
 * files into one Parquet file.
 */
public final class SmallFilesBenchmark implements Benchmark {
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
    Path root = bench.work().resolve("small");
    try (DuckSession session = bench.tables().session()) {
      List<Folder> folders = write(bench.scale(), root, session);
      Paired times =
          Paired.measure(
              runs, () -> load(bench, folders), () -> copy(session, folders, bench.work()));
      figures.accept(
          Figure.of(name(), times, new Bar.PerSecond("files", bench.scale().smallFiles(), 100)));
    } finally {
      TemporaryDirectory.deleteRecursively(root);
    }
  }

  /** The files of one table. */
  private record Folder(Path directory, List<Path> files) {}

  private static List<Folder> write(Scale scale, Path root, DuckSession session) {
    List<Folder> folders = new ArrayList<>();
    long row = 0;
    for (int i = 0; i < scale.folders(); i++) {
      Path directory = createDirectories(root.resolve("folder_" + i));
      List<Path> files = new ArrayList<>();
      for (int n = i; n < scale.smallFiles(); n += scale.folders()) {
        Path file = directory.resolve("file_%d.csv".formatted(n));
        SalesData.writeCsv(session, file, row, row + scale.smallFileRows());
        row += scale.smallFileRows();
        files.add(file);
      }
      folders.add(new Folder(directory, files));
    }
    return folders;
  }

  private static Path createDirectories(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Runnable load(Workbench bench, List<Folder> folders) {
    FileLoader loader = new FileLoader(bench.tables(), bench.work(), InstantSource.system());
    List<TableIdentifier> tables = new ArrayList<>();
    for (Folder folder : folders) {
      TableIdentifier table = Workbench.newTable();
      tables.add(table);
      List<InputFile> files =
          folder.files().stream().map(file -> new InputFile(file.toString(), "1", file)).toList();
      requireAll(loader.load(table, files, CsvOptions.detect(), false), files.size());
    }
    return () -> tables.forEach(bench::drop);
  }

  private static void requireAll(LoadResult result, int files) {
    long loaded = result.outcomes().stream().filter(outcome -> outcome.succeeded()).count();
    if (loaded != files) {
      throw new IllegalStateException("%d of %d files were loaded".formatted(loaded, files));
    }
  }

  private static Runnable copy(DuckSession session, List<Folder> folders, Path work) {
    for (Folder folder : folders) {
      session.execute(
          "COPY (FROM read_csv(%s)) TO %s (FORMAT parquet, COMPRESSION zstd)"
              .formatted(
                  SqlText.literal(folder.directory() + "/*.csv"),
                  SqlText.literal(target(folder, work).toString())));
    }
    return () ->
        folders.forEach(folder -> TemporaryDirectory.deleteRecursively(target(folder, work)));
  }

  private static Path target(Folder folder, Path work) {
    return work.resolve(folder.directory().getFileName() + ".parquet");
  }
}
