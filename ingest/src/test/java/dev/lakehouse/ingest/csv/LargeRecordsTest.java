package dev.lakehouse.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Columns, lines and fields without end. */
class LargeRecordsTest extends CsvTest {
  @Test
  void twoThousandColumns() throws SQLException {
    StringBuilder text = new StringBuilder();
    for (int row = -1; row < 50; row++) {
      int line = row;
      text.append(
          String.join(
              ",",
              IntStream.range(0, 2000)
                  .mapToObj(i -> line < 0 ? "c" + i : i % 2 == 0 ? "" + (i + line) : "t" + i)
                  .toList()));
      text.append('\n');
    }
    try (CsvFile csv = fixture.open(text.toString())) {
      assertThat(csv.columns()).hasSize(2000);
      List<List<String>> rows = fixture.load(csv, Map.of());
      assertThat(rows).hasSize(50).allSatisfy(row -> assertThat(row).hasSize(2000));
      assertThat(rows.get(0).subList(0, 3)).containsExactly("0", "t1", "2");
    }
  }

  @Test
  void aFileWithoutLineEndsIsRefused() throws IOException {
    Path file = fixture.directory().resolve("data.csv");
    byte[] chunk = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 64; i++) {
        out.write(chunk);
      }
    }
    assertThatThrownBy(() -> fixture.open(file, CsvOptions.detect()))
        .isInstanceOf(LakehouseException.class)
        .hasMessage("data.csv:1: there is no line end in the first 16 MB");
  }

  @Test
  void aLongFieldIsRead() throws SQLException {
    String longText = "x\"".repeat(3_000_000);
    String text = "id,name\n1,\"" + longText.replace("\"", "\"\"") + "\"\n2,b\n";
    try (CsvFile csv = fixture.open(text)) {
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", longText), List.of("2", "b"));
    }
  }

  @Test
  void aRecordBeyondTheLimitIsRefusedWithItsLine() {
    String text = "id,name\n1,a\n2,\"" + "x".repeat(17 << 20) + "\"\n3,c\n";
    try (CsvFile csv = fixture.open(text)) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessage("data.csv:3: no record ends within 16 MB");
    }
  }
}
