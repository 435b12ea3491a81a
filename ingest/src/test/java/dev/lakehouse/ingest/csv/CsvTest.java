package dev.lakehouse.ingest.csv;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a DuckDB and a directory of its own. */
abstract class CsvTest {
  CsvFixture fixture;

  @BeforeEach
  void start(@TempDir Path directory) throws SQLException {
    fixture = new CsvFixture(directory);
  }

  @AfterEach
  void stop() throws SQLException {
    fixture.close();
  }
}
