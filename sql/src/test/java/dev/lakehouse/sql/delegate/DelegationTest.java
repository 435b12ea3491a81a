package dev.lakehouse.sql.delegate;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A test of DuckDB that calls Trino's code, with one of both for the class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DelegationTest {
  Delegation delegation;

  @BeforeAll
  void start(@TempDir Path directory) {
    delegation = new Delegation(directory);
  }

  @AfterAll
  void stop() {
    delegation.close();
  }
}
