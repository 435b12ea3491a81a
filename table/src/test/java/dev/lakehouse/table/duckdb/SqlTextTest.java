package dev.lakehouse.table.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlTextTest {
  private static final List<String> TEXTS =
      List.of("", "it's", "''", "\0", "a\0'b\0\0", "\\n \n $$ -- /* ? \"", "\uFEFF \uD83D\uDE00");

  @Test
  void aTextComesBackWhateverIsInIt(@TempDir Path directory) {
    try (DuckDb duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory));
        DuckSession session = duckdb.session()) {
      for (String text : TEXTS) {
        assertThat(session.query("SELECT " + SqlText.literal(text), row -> row.getString(1)))
            .containsExactly(text);
        assertThat(
                session.query(
                    "SELECT 1 AS %s".formatted(SqlText.name("x" + text.replace("\0", ""))),
                    row -> row.getMetaData().getColumnName(1)))
            .containsExactly("x" + text.replace("\0", ""));
      }
      assertThat(
              session.query(
                  "SELECT unnest(%s)".formatted(SqlText.literals(TEXTS)), row -> row.getString(1)))
          .isEqualTo(TEXTS);
    }
  }
}
