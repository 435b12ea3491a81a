package dev.lakehouse.table.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTest {
  private static final long MEMORY_BYTES = 128L << 20;

  @TempDir private Path directory;
  private Path spill;
  private DuckDb duckdb;
  private DuckSession session;

  @BeforeEach
  void open() {
    spill = directory.resolve("a/spill");
    duckdb = DuckDb.open(new DuckDbSettings(MEMORY_BYTES, 2, spill));
    session = duckdb.session();
  }

  @AfterEach
  void close() {
    session.close();
    duckdb.close();
  }

  private String setting(String name) {
    return session
        .query("SELECT current_setting('%s')".formatted(name), row -> row.getString(1))
        .getFirst();
  }

  @Test
  void hasTheFootprintThatItWasGiven() {
    assertThat(setting("memory_limit")).isEqualTo("128.0 MiB");
    assertThat(setting("threads")).isEqualTo("2");
    assertThat(setting("temp_directory")).isEqualTo(spill.toString());
    assertThat(setting("TimeZone")).isEqualTo("UTC");
  }

  @Test
  void fetchesNoExtensions() {
    assertThat(setting("autoinstall_known_extensions")).isEqualTo("false");
    assertThat(setting("autoload_known_extensions")).isEqualTo("false");
    assertThatThrownBy(() -> session.execute("SELECT * FROM 'https://127.0.0.1:1/a.parquet'"))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("httpfs");
  }

  @Test
  void itsConfigurationIsLocked() {
    for (String change :
        List.of(
            "SET memory_limit = '10GB'",
            "SET GLOBAL threads = 64",
            "SET autoinstall_known_extensions = true",
            "RESET temp_directory",
            "SET lock_configuration = false")) {
      assertThatThrownBy(() -> session.execute(change))
          .as(change)
          .hasMessageContaining("configuration has been locked");
    }
  }

  @Test
  void sortsMoreThanItsMemoryHolds() throws IOException {
    int rows = 1_300_000;
    session.execute(
        """
        CREATE TEMP TABLE wide AS
        SELECT hash(range) AS h, repeat(chr((65 + range %% 26)::INTEGER), 100) AS pad
        FROM range(%d)\
        """
            .formatted(rows));
    try (var spilled = Files.list(spill)) {
      assertThat(spilled).as("the table alone is larger than the limit").isNotEmpty();
    }

    assertThat(
            session.number(
                """
                SELECT count(*) FROM (
                  SELECT h, pad, lead(h) OVER (ORDER BY h) AS next FROM wide)
                WHERE next IS NULL OR h <= next AND length(pad) = 100\
                """))
        .isEqualTo(rows);
  }

  @Test
  void whatDoesNotFitIsAnErrorWithARemedy() {
    assertThatThrownBy(() -> session.query("SELECT list(range) FROM range(100000000)", row -> 1))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.remedy().orElseThrow()).contains("engine.memory");
            });
    assertThat(session.number("SELECT 1")).as("the session goes on").isEqualTo(1);
  }

  @Test
  void sessionsHaveTemporaryTablesOfTheirOwn() {
    session.execute("CREATE TEMP TABLE mine AS SELECT 1 AS a, 'x' AS b");

    try (DuckSession other = duckdb.session()) {
      assertThatThrownBy(() -> other.number("SELECT a FROM mine"))
          .isInstanceOf(LakehouseException.class)
          .hasMessageContaining("mine");
    }
    assertThat(session.describe("SELECT * FROM mine"))
        .isEqualTo(Map.of("a", "INTEGER", "b", "VARCHAR"));
  }

  @Test
  void dataThatDoesNotFitIsToldFromBugs() {
    for (String sql :
        List.of("SELECT CAST('x' AS INTEGER)", "SELECT 2147483647::INTEGER + 1::INTEGER")) {
      assertThatThrownBy(() -> session.number(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }
    assertThatThrownBy(() -> session.number("SELEKT 1"))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void refusesAFootprintThatCannotWork() {
    assertThatThrownBy(() -> new DuckDbSettings(1 << 20, 1, spill))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DuckDbSettings(MEMORY_BYTES, 0, spill))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSpillDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    DuckDbSettings blocked = new DuckDbSettings(MEMORY_BYTES, 1, file.resolve("spill"));

    assertThatThrownBy(() -> DuckDb.open(blocked))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining(file.toString());
  }
}
