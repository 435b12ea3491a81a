package dev.lakehouse.ingest.csv;

import static dev.lakehouse.ingest.csv.CsvFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
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
  void aByteOrderMarkIsNoPartOfTheFirstName() throws SQLException {
    try (CsvFile csv = fixture.open("\ufeffid,name\n1,Zoë\n2,\"Straße, 5\"\n")) {
      assertThat(csv.dialect().byteOrderMark()).isTrue();
      assertThat(csv.columns().get(0).header()).isEqualTo("id");
      assertThat(fixture.load(csv, Map.of())).isEqualTo(TWO_ROWS);
    }
  }

  @ParameterizedTest
  @EnumSource(CsvEncoding.class)
  void encodingsAreDetectedOrDeclared(CsvEncoding encoding) throws SQLException {
    String name = encoding == CsvEncoding.WINDOWS_1252 ? "“Zoë” €" : "Zoë";
    // A byte that windows-1252 does not define tells Latin-1.
    String control = encoding == CsvEncoding.ISO_8859_1 ? "\u0081" : "";
    String text = "id,name\n1," + name + control + "\n2,Straße\n";
    Path file = fixture.file("data.csv", text.getBytes(encoding.charset()));
    List<List<String>> expected = List.of(List.of("1", name + control), List.of("2", "Straße"));
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(csv.dialect().encoding()).isEqualTo(encoding);
      assertThat(fixture.load(csv, Map.of())).isEqualTo(expected);
    }
    CsvOptions declared = CsvOptions.builder().encoding(encoding).build();
    try (CsvFile csv = fixture.open(file, declared)) {
      assertThat(fixture.load(csv, Map.of())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16MayHaveAByteOrderMark(String charset) throws SQLException {
    Path file =
        fixture.file("data.csv", "\ufeffid,name\n1,日本\n".getBytes(Charset.forName(charset)));
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(csv.dialect().encoding().label()).isEqualTo(charset);
      assertThat(columns(csv)).containsExactly("id INTEGER", "name VARCHAR");
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "日本"));
    }
  }

  @Test
  void anUmlautFarFromTheSamplesOfALargeFileTellsTheEncoding() throws SQLException {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(i == 60_000 ? ",Zoë\n" : ",plain\n");
    }
    Path file = fixture.file("data.csv", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    try (CsvFile csv = fixture.openLarge(file, CsvOptions.detect(), 10_000)) {
      List<List<String>> rows = fixture.load(csv, Map.of());
      assertThat(rows).hasSize(200_000).contains(List.of("60000", "Zoë"));
      assertThat(csv.dialect().encoding()).isEqualTo(CsvEncoding.WINDOWS_1252);
    }
  }

  @Test
  void aByteThatIsNotUtf8InAFileThatOtherwiseIsGetsNamed() {
    byte[] bytes = "id,name\n1,Zoë\n2,Straße\n3,x?y\n".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 3] = (byte) 0xe9;
    Path file = fixture.file("data.csv", bytes);
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(csv.dialect().encoding()).isEqualTo(CsvEncoding.UTF_8);
      assertThatThrownBy(() -> fixture.load(csv, Map.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessage("data.csv:4: the bytes E9 79 are not UTF-8");
    }
  }

  @ParameterizedTest
  @EnumSource(CsvCompression.class)
  void compressionIsToldByTheFirstBytes(CsvCompression compression)
      throws SQLException, IOException {
    byte[] text = "id,name\n1,Zoë\n2,\"Straße, 5\"\n".getBytes(StandardCharsets.UTF_8);
    Path file = fixture.file("data.csv", compressed(compression, text));
    try (CsvFile csv = fixture.open(file, CsvOptions.detect())) {
      assertThat(csv.dialect().compression()).isEqualTo(compression);
      assertThat(fixture.load(csv, Map.of())).isEqualTo(TWO_ROWS);
    }
    byte[] latin = "id,name\n1,Zoë\n2,\"Straße, 5\"\n".getBytes(StandardCharsets.ISO_8859_1);
    Path other = fixture.file("data.csv", compressed(compression, latin));
    try (CsvFile csv = fixture.open(other, CsvOptions.detect())) {
      assertThat(fixture.load(csv, Map.of())).isEqualTo(TWO_ROWS);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CsvCompression.class,
      names = {"GZIP", "ZSTD"})
  void damagedCompressedDataIsSaid(CsvCompression compression) throws IOException {
    String text = "id,name\n" + "1,abcdefghij\n".repeat(100_000);
    byte[] whole = compressed(compression, text.getBytes(StandardCharsets.UTF_8));
    Path file = fixture.file("data.csv", Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> fixture.open(file, CsvOptions.detect()))
        .isInstanceOf(LakehouseException.class)
        .hasMessage("data.csv: the compressed data is damaged or cut off");
  }

  @Test
  void aFileWithoutHeaderGetsNames() throws SQLException {
    try (CsvFile csv = fixture.open("1,a\n2,b\n")) {
      assertThat(csv.dialect().header()).isFalse();
      assertThat(columns(csv)).containsExactly("column_1 INTEGER", "column_2 VARCHAR");
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "a"), List.of("2", "b"));
    }
  }

  @Test
  void aFileOfNothingButTextIsTakenToHaveAHeader() {
    try (CsvFile csv = fixture.open("city,country\nParis,France\nRome,Italy\n")) {
      assertThat(columns(csv)).containsExactly("city VARCHAR", "country VARCHAR");
    }
  }

  @Test
  void aNameThatComesTwiceSpeaksAgainstAHeaderOfText() {
    try (CsvFile csv = fixture.open("Paris,Paris\nRome,Lyon\n")) {
      assertThat(csv.dialect().header()).isFalse();
    }
  }

  @Test
  void aHeaderCanBeDeclared() {
    CsvOptions none = CsvOptions.builder().header(false).build();
    try (CsvFile csv = fixture.open("city,country\nParis,France\n", none)) {
      assertThat(columns(csv)).containsExactly("column_1 VARCHAR", "column_2 VARCHAR");
    }
    CsvOptions header = CsvOptions.builder().header(true).build();
    try (CsvFile csv = fixture.open("2023,2024\n1,2\n", header)) {
      assertThat(columns(csv)).containsExactly("2023 INTEGER", "2024 INTEGER");
    }
  }

  @Test
  void namesAreMadeDifferentAndThatIsReported() throws SQLException {
    try (CsvFile csv = fixture.open("id,x,X,,x_2, id \n1,2,3,4,5,6\n")) {
      assertThat(csv.columns().stream().map(CsvColumn::header))
          .containsExactly("id", "x", "X", "", "x_2", " id ");
      assertThat(csv.columns().stream().map(CsvColumn::name))
          .containsExactly("id", "x", "X_3", "column_4", "x_2", "id_2");
      assertThat(csv.findings())
          .contains(
              "renamed      column 3 'X' is X_3",
              "renamed      column 4 '' is column_4",
              "renamed      column 6 ' id ' is id_2");
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "2", "3", "4", "5", "6"));
    }
  }

  @Test
  void aHeaderAloneIsAFileWithoutRows() throws SQLException {
    for (String text : List.of("id,name", "id,name\n")) {
      try (CsvFile csv = fixture.open(text)) {
        assertThat(columns(csv)).containsExactly("id VARCHAR", "name VARCHAR");
        assertThat(fixture.load(csv, Map.of())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n"})
  void anEmptyFileHasNoColumns(String text) {
    try (CsvFile csv = fixture.open(text)) {
      assertThat(csv.columns()).isEmpty();
      assertThatThrownBy(() -> csv.rows(Map.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessage("data.csv: the file is empty: it has no header and no rows");
    }
  }

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

  private static byte[] compressed(CsvCompression compression, byte[] bytes) throws IOException {
    ByteArrayOutputStream into = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case NONE -> into;
          case GZIP -> new GZIPOutputStream(into);
          case ZSTD -> new ZstdOutputStream(into);
        }) {
      out.write(bytes);
    }
    return into.toByteArray();
  }
}
