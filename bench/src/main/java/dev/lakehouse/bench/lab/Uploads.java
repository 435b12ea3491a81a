package dev.lakehouse.bench.lab;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.auto.ScanReport;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.iceberg.catalog.Namespace;

/** A place in the object store into which CSV files are dropped, a folder for each table. */
public final class Uploads implements AutoCloseable {
  private final Workbench bench;
  private final ObjectPath prefix;
  private final Path directory;

  /** An empty one. */
  public Uploads(Workbench bench) {
    this.bench = requireNonNull(bench, "bench is null");
    this.prefix = Workbench.newUploads();
    this.directory = bench.file(prefix);
  }

  /** A folder, made if it is not there. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ingests what is new into the tables of a namespace; fails if a file could not be read. */
  public ScanReport scan(Namespace namespace) {
    FileLoader loader = new FileLoader(bench.tables(), bench.work(), InstantSource.system());
    ScanReport report =
        new FolderIngest(bench.tables(), loader, InstantSource.system())
            .scan(
                new CsvFolderSource(
                    "uploads",
                    new FolderLocation.InStore(prefix),
                    namespace,
                    false,
                    CsvOptions.detect()),
                step -> {});
    report.loads().values().stream()
        .flatMap(load -> load.outcomes().stream())
        .flatMap(outcome -> outcome.error().stream())
        .findFirst()
        .ifPresent(error -> {
          throw new IllegalStateException("a file was not ingested: " + error);
        });
    return report;
  }

  /** Deletes everything that was dropped. */
  public void clear() {
    TemporaryDirectory.deleteRecursively(directory);
  }

  @Override
  public void close() {
    clear();
  }
}
