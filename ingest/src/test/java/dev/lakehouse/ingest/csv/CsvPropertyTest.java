package dev.lakehouse.ingest.csv;

import dev.lakehouse.table.TestDirectory;
import java.io.IOException;
import java.sql.SQLException;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Properties with a DuckDB and a directory of their own. */
abstract class CsvPropertyTest {
  private TestDirectory directory;
  CsvFixture fixture;

  @BeforeProperty
  void start() throws IOException, SQLException {
    directory = TestDirectory.create("csv-property");
    fixture = new CsvFixture(directory.path());
  }

  @AfterProperty
  void stop() throws IOException, SQLException {
    fixture.close();
    directory.close();
  }
}
