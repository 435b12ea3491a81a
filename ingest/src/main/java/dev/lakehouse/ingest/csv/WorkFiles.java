package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that reading one CSV file leaves behind; they go when it is closed. */
final class WorkFiles implements AutoCloseable {
  private final Path directory;
  private final List<Path> files = new ArrayList<>();

  WorkFiles(Path directory) {
    this.directory = directory;
  }

  /** A new, empty file. */
  Path create(String name) throws IOException {
    Files.createDirectories(directory);
    Path file = Files.createTempFile(directory, "csv-" + name + "-", ".csv");
    files.add(file);
    return file;
  }

  /** A link to a file under a name without characters that DuckDB reads as a pattern. */
  Path link(Path target) throws IOException {
    Path link = create("link");
    Files.delete(link);
    return Files.createSymbolicLink(link, target.toAbsolutePath());
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    files.remove(file);
  }

  @Override
  public void close() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    files.clear();
  }
}
