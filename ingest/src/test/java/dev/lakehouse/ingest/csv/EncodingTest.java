package dev.lakehouse.ingest.csv;

import static dev.lakehouse.ingest.csv.CsvFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.lakehouse.base.error.LakehouseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which bytes a text comes: encodings and compression, told from the bytes or declared. */
class EncodingTest extends CsvTest {
  private static final List<List<String>> TWO_ROWS =
      List.of(List.of("1", "Zoë"), List.of("2", "Straße, 5"));

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
    try (CsvFile csv = fixture.openLarge(file, CsvOptions.detect(), 10_000)) {
      Map<String, Type> declared =
          Map.of("id", Types.LongType.get(), "name", Types.StringType.get());
      assertThat(fixture.load(csv, declared)).contains(List.of("60000", "Zoë"));
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
