package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Properties with a DuckDB and a directory of their own. */
abstract class CsvPropertyTest {
  CsvFixture fixture;

  @BeforeProperty
  void start() throws IOException, SQLException {
    fixture = new CsvFixture(Files.createTempDirectory("csv-property"));
  }

  @AfterProperty
  void stop() throws IOException, SQLException {
    fixture.close();
    try (Stream<Path> files = Files.walk(fixture.directory())) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.delete(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
