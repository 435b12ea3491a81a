package dev.lakehouse.ingest.csv;

import static dev.lakehouse.ingest.csv.CsvFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are written, and that they are read whatever way that is. */
class LayoutTest extends CsvTest {
  private static final List<List<String>> TWO_ROWS =
      List.of(List.of("1", "Zoë"), List.of("2", "Straße, 5"));

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void delimitersAreDetected(String delimiter) throws SQLException {
    String text = "id,name\n1,Zoë\n2,\"Straße, 5\"\n".replace(",", "@");
    text = text.replace("e@ 5", "e, 5").replace("@", delimiter);
    try (CsvFile csv = fixture.open(text)) {
      assertThat(csv.dialect().delimiter()).isEqualTo(delimiter);
      assertThat(fixture.load(csv, Map.of())).isEqualTo(TWO_ROWS);
    }
  }

  @Test
  void theFindingNamesTheOtherDelimiters() {
    try (CsvFile csv = fixture.open("a;b;c\n1;2;3,5\n4;5;6,5\n")) {
      assertThat(csv.findings())
          .contains(
              "delimiter    ';'  splits 3 of 3 sampled records into 3 columns"
                  + " (',' gives 2 columns in 2)");
    }
  }

  @Test
  void semicolonsBeatDecimalCommas() {
    try (CsvFile csv = fixture.open("1,5;2,5;3,5\n4,5;5,5;6,5\n")) {
      assertThat(csv.dialect().delimiter()).isEqualTo(";");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"||", "::", "~", "§", " ", "<<=>>"})
  void anyDelimiterCanBeDeclared(String delimiter) throws SQLException {
    CsvOptions options = CsvOptions.builder().delimiter(delimiter).build();
    String text = "id@name\n1@a\n2@\"b@c\"\n".replace("@", delimiter);
    try (CsvFile csv = fixture.open(text, options)) {
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "a"), List.of("2", "b" + delimiter + "c"));
    }
  }

  @Test
  void apostrophesCanBeQuotes() throws SQLException {
    try (CsvFile csv = fixture.open("id,name\n1,'a,b'\n2,'it''s'\n")) {
      assertThat(csv.dialect().quote()).contains('\'');
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "a,b"), List.of("2", "it's"));
    }
  }

  @Test
  void anApostropheInATextIsNoQuote() throws SQLException {
    try (CsvFile csv = fixture.open("id,name\n1,it's\n2,'tis\n")) {
      assertThat(csv.dialect().quote()).contains('"');
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "it's"), List.of("2", "'tis"));
    }
  }

  @Test
  void backslashesCanEscapeQuotes() throws SQLException {
    try (CsvFile csv = fixture.open("id,name\n1,\"say \\\"hi\\\", ok\"\n2,\"a\\\\b\"\n")) {
      assertThat(csv.dialect().escape()).contains('\\');
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "say \"hi\", ok"), List.of("2", "a\\b"));
    }
  }

  @Test
  void aFileCanBeDeclaredToHaveNoQuotes() throws SQLException {
    CsvOptions options = CsvOptions.builder().quote("").build();
    try (CsvFile csv = fixture.open("id,name\n1,\"a\n2,b\"\n", options)) {
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "\"a"), List.of("2", "b\""));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LineEnding.class,
      names = {"LF", "CRLF", "CR"})
  void lineEndsAreDetected(LineEnding ending) throws SQLException {
    String end = ending == LineEnding.LF ? "\n" : ending == LineEnding.CRLF ? "\r\n" : "\r";
    try (CsvFile csv = fixture.open("id,name\n1,Zoë\n2,\"Straße, 5\"\n".replace("\n", end))) {
      assertThat(csv.dialect().lineEnding()).isEqualTo(ending);
      assertThat(fixture.load(csv, Map.of())).isEqualTo(TWO_ROWS);
    }
  }

  @Test
  void lineEndsCanBeMixed() throws SQLException {
    try (CsvFile csv = fixture.open("id,name\r\n1,a\n2,\"b\r\nc\"\r3,d")) {
      assertThat(csv.dialect().lineEnding()).isEqualTo(LineEnding.MIXED);
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "a"), List.of("2", "b\r\nc"), List.of("3", "d"));
    }
  }

  @Test
  void lineEndsBelongToQuotedFields() throws SQLException {
    assertThat(fixture.load("id,name\n1,\"a\nb\n\n,c\"\n2,d\n"))
        .containsExactly(List.of("1", "a\nb\n\n,c"), List.of("2", "d"));
  }

  /** DuckDB cannot split such a file: every quoted text looks like rows. */
  @Test
  void quotedFieldsThatLookLikeRowsAreNoneInALargeFile() throws SQLException {
    StringBuilder text = new StringBuilder("a,b,c\n");
    long length = 0;
    int rows = 0;
    for (; text.length() < 20_000_000; rows++) {
      String note = "7,\"\",7\n".repeat(rows % 13);
      length += note.replace("\"\"", "\"").length();
      text.append(rows).append(",\"").append(note).append("\",").append(rows).append('\n');
    }
    List<String> expected = List.of("" + rows, "" + length, "" + (rows * (rows - 1L) / 2));
    try (CsvFile csv = fixture.open(text.toString())) {
      List<List<String>> found =
          csv.load(
              Map.of(),
              all ->
                  fixture.query(
                      "SELECT count(*), sum(length(b)), sum(a) FROM (" + all.select() + ")"));
      assertThat(found).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void aLargeFileWithoutQuotesIsSplitWithoutLoss(String end) throws SQLException {
    StringBuilder text = new StringBuilder("a,b").append(end);
    for (int i = 0; i < 3_000_000; i++) {
      text.append(i).append(",x").append(end);
    }
    try (CsvFile csv = fixture.open(text.toString())) {
      List<List<String>> found =
          csv.load(
              Map.of(),
              all ->
                  fixture.query(
                      "SELECT count(*), sum(a), min(b), max(b) FROM (" + all.select() + ")"));
      assertThat(found).containsExactly(List.of("3000000", "4499998500000", "x", "x"));
    }
  }

  @Test
  void commentsAtTheHeadAreDetectedAndCountEverywhere() throws SQLException {
    String text = "# export \"of\n# 2024\n\nid,name\n1,a\n# 2,not this\n3,#b\n";
    try (CsvFile csv = fixture.open(text)) {
      assertThat(csv.dialect().comment()).contains('#');
      assertThat(csv.dialect().skippedLines()).isEqualTo(3);
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "a"), List.of("3", "#b"));
    }
  }

  @Test
  void aCommentFarFromTheHeadOfALargeFileIsNoRow() throws SQLException {
    StringBuilder text = new StringBuilder("# head\nname,v\n");
    for (int i = 0; i < 200_000; i++) {
      text.append("row ").append(i).append(",1\n");
    }
    text.append("#last,1\n");
    try (CsvFile csv =
        fixture.openLarge(fixture.file(text.toString()), CsvOptions.detect(), 10_000)) {
      assertThat(fixture.load(csv, Map.of())).hasSize(200_000);
    }
  }

  @Test
  void aHashIsAValueWhereNoCommentsAre() throws SQLException {
    assertThat(fixture.load("id,name\n1,a\n#2,b\n"))
        .containsExactly(List.of("#2", "b"), List.of("1", "a"));
  }

  @Test
  void aHeaderMayStartWithAHash() {
    try (CsvFile csv = fixture.open("#chrom\tstart\tend\nchr1\t5\t9\nchr2\t6\t9\n")) {
      assertThat(columns(csv)).containsExactly("#chrom VARCHAR", "start INTEGER", "end INTEGER");
    }
  }

  @Test
  void anotherCommentCanBeDeclaredOrNone() throws SQLException {
    CsvOptions percent = CsvOptions.builder().comment("%").build();
    try (CsvFile csv = fixture.open("id,name\n%no\n1,a\n", percent)) {
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "a"));
    }
    CsvOptions none = CsvOptions.builder().comment("").build();
    try (CsvFile csv = fixture.open("#id,name\n1,a\n", none)) {
      assertThat(columns(csv)).containsExactly("#id INTEGER", "name VARCHAR");
    }
  }

  @Test
  void blankLinesAreNoRows() throws SQLException {
    assertThat(fixture.load("\n\nid,name\n\n1,a\n  \t\n\n2,b\n\n"))
        .containsExactly(List.of("1", "a"), List.of("2", "b"));
  }

  @Test
  void aBlankLineIsANullWhereThereIsOneColumn() throws SQLException {
    assertThat(fixture.load("id\n1\n\n2\n"))
        .containsExactly(List.of("1"), List.of("2"), Arrays.asList((String) null));
  }

  @Test
  void linesCanBeSkipped() throws SQLException {
    CsvOptions options = CsvOptions.builder().skipLines(2).build();
    String text = "Report, \"of May\nby \"me\"\nid,name\n1,a\n";
    try (CsvFile csv = fixture.open(text, options)) {
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "a"));
    }
  }

  @Test
  void nulBytesAreKept() throws SQLException {
    assertThat(fixture.load("id,name\n1,a\0b\n2,\"\0\"\n"))
        .containsExactly(List.of("1", "a\0b"), List.of("2", "\0"));
  }

  @Test
  void aNameThatIsAPatternIsAFileToo() throws SQLException {
    Path file = fixture.file("data[1]*.csv", "id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
    fixture.file("data1x.csv", "id,name\n9,z\n".getBytes(StandardCharsets.UTF_8));
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "a"));
    }
  }

  @Test
  void aMissingFileIsNotFound() {
    assertThatThrownBy(() -> fixture.open(Path.of("no-such.csv"), CsvOptions.detect()))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void workFilesGoWhenTheFileIsClosed() throws SQLException, IOException {
    Path file = fixture.file("data.csv", "id,name\n1,Zoë\n".getBytes(StandardCharsets.UTF_16LE));
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(fixture.load(csv, Map.of())).hasSize(1);
      assertThat(fixture.work()).isNotEmptyDirectory();
    }
    assertThat(fixture.work()).isEmptyDirectory();
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> CsvOptions.builder().quote("ab").build())
        .hasMessage("CSV options: quote is 'ab': it is one ASCII character");
    assertThatThrownBy(() -> CsvOptions.builder().delimiter("").build())
        .isInstanceOf(LakehouseException.class);
    assertThatThrownBy(() -> CsvOptions.builder().skipLines(-1).build())
        .isInstanceOf(LakehouseException.class);
    assertThat(CsvOptions.detect().delimiter()).isEqualTo(Optional.empty());
  }
}
