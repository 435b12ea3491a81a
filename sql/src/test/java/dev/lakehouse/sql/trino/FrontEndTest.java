package dev.lakehouse.sql.trino;

import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.table.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A test of statements on Trino's front end, with a lakehouse for the class. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FrontEndTest {
  FrontEndFixture sql;

  @BeforeAll
  void start(TestDatabase.Server server, @TempDir Path directory) throws SQLException {
    sql = new FrontEndFixture(server, directory);
  }

  @AfterAll
  void stop() throws IOException {
    sql.close();
  }

  @BeforeEach
  void emptySchema() {
    sql.session = SqlSession.of("ann", "iceberg", "shop");
    sql.run("DROP SCHEMA IF EXISTS shop CASCADE");
    sql.run("CREATE SCHEMA shop");
  }
}
