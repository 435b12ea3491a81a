package dev.lakehouse.ingest.csv;

import static dev.lakehouse.ingest.csv.CsvFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which type a column has, by all of its values. */
class TypeInferenceTest extends CsvTest {
  @Test
  void employeesHaveTheSevenTypesOfTheSeed() throws SQLException {
    String text =
        """
        id,name,email,age,salary,signup_date,is_active
        1,Alice,alice@example.com,30,75000.50,2024-01-15,true
        2,Bob,bob@example.com,25,62000.00,2024-02-01,false
        """;
    try (CsvFile csv = fixture.open(text)) {
      assertThat(columns(csv))
          .containsExactly(
              "id INTEGER",
              "name VARCHAR",
              "email VARCHAR",
              "age INTEGER",
              "salary DOUBLE",
              "signup_date DATE",
              "is_active BOOLEAN");
      assertThat(csv.isExact()).isTrue();
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(
              List.of("1", "Alice", "alice@example.com", "30", "75000.5", "2024-01-15", "true"),
              List.of("2", "Bob", "bob@example.com", "25", "62000.0", "2024-02-01", "false"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "BOOLEAN;true FALSE True",
        "VARCHAR;true false yes",
        "INTEGER;0 1 0",
        "INTEGER;2147483647 -2147483648",
        "BIGINT;2147483648 1",
        "BIGINT;-9223372036854775808 9223372036854775807",
        "DECIMAL(19,0);9223372036854775808 1",
        "DECIMAL(38,0);99999999999999999999999999999999999999",
        "VARCHAR;999999999999999999999999999999999999999",
        "DOUBLE;1.5 2 -0.25",
        "DOUBLE;.5 -.5",
        "DOUBLE;1e5 2.5E-3",
        "DOUBLE;123456789.012345 1",
        "DECIMAL(16,7);123456789.0123456 1",
        "DECIMAL(27,12);1234567890.5 0.123456789012 123456789012345.5",
        "VARCHAR;1e5 1234567890123456.5",
        "VARCHAR;1.5 nan",
        "VARCHAR;1.5 inf",
        "VARCHAR;1e300",
        "VARCHAR;007 8",
        "VARCHAR;-01 2",
        "VARCHAR;00",
        "VARCHAR;+5 6",
        "VARCHAR;1_000 2",
        "VARCHAR;0x1F",
        "VARCHAR;5. 6",
        "VARCHAR;+49-30-1234",
        "VARCHAR;1.5 abc",
        "DATE;2024-02-29 1999-12-31",
        "VARCHAR;2024-02-30",
        "VARCHAR;2023-02-29",
        "VARCHAR;2024-1-5",
        "VARCHAR;0000-01-01",
        "VARCHAR;20240115 2024-01-15",
        "DATE;13/01/2024 01/02/2024",
        "DATE;01/13/2024 01/02/2024",
        "VARCHAR;01/02/2024 03/04/2024",
        "VARCHAR;13/01/2024 01/13/2024",
        "VARCHAR;13/01/24",
        "DATE;5.11.2024 31.12.2024",
        "DATE;31-12-2024",
        "VARCHAR;13/01/2024 13.01.2024",
        "DATE;2024/01/05 2024/1/5",
        "VARCHAR;2024/02/30",
        "TIMESTAMP;2024-01-15T10:00:00 2024-01-15T10:00",
        "TIMESTAMP;2024-01-15T10:00:00.123456",
        "VARCHAR;2024-01-15T10:00:00.1234567",
        "VARCHAR;2024-01-15T24:00:00",
        "VARCHAR;2024-02-30T10:00:00",
        "TIMESTAMP WITH TIME ZONE;2024-01-15T10:00:00Z 2024-01-15T10:00:00+02 2024-01-15T10:00-0530",
        "VARCHAR;2024-01-15T10:00:00Z 2024-01-15T10:00:00",
        "VARCHAR;2024-01-15 2024-01-15T10:00:00",
        "VARCHAR;infinity",
        "VARCHAR;epoch",
      })
  void aColumnHasTheNarrowestTypeThatHoldsAllItsValues(String type, String values) {
    String[] split = values.split(" ");
    assertThat(fixture.typeOf(split)).isEqualTo(type);
    // An absent value decides nothing.
    String[] withNull = Arrays.copyOf(split, split.length + 1);
    withNull[split.length] = "";
    assertThat(fixture.typeOf(withNull)).isEqualTo(type);
  }

  @Test
  void aTimestampMayHaveABlank() {
    assertThat(fixture.typeOf("2024-01-15 10:00:00", "2024-01-15 10:00")).isEqualTo("TIMESTAMP");
  }

  @Test
  void blanksAroundANumberMakeItText() {
    assertThat(fixture.typeOf(" 5", "6 ")).isEqualTo("VARCHAR");
  }

  @Test
  void aColumnWithoutValuesIsText() {
    assertThat(fixture.typeOf("", "")).isEqualTo("VARCHAR");
  }

  @Test
  void whatLeavesDayAndMonthOpenIsSaid() {
    try (CsvFile csv = fixture.open("k,v\nx,01/02/2024\n")) {
      assertThat(csv.findings())
          .contains(
              "column       v  VARCHAR  dates, but no value tells dd/mm/yyyy from mm/dd/yyyy:"
                  + " declare the date format");
    }
  }

  @ParameterizedTest
  @CsvSource({"%d/%m/%Y, 2024-02-01", "%m/%d/%Y, 2024-01-02"})
  void aDeclaredFormatSettlesDayAndMonth(String format, String day) throws SQLException {
    CsvOptions options = CsvOptions.builder().dateFormat(format).build();
    try (CsvFile csv = fixture.open("k,v\nx,01/02/2024\ny,\n", options)) {
      assertThat(columns(csv)).containsExactly("k VARCHAR", "v DATE");
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("x", day), Arrays.asList("y", null));
    }
  }

  @Test
  void aDeclaredFormatLeavesOtherDatesAsTheyAre() throws SQLException {
    CsvOptions options = CsvOptions.builder().dateFormat("%d/%m/%Y").build();
    try (CsvFile csv = fixture.open("k,v,w\nx,2024-02-01,01/31/2024\n", options)) {
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("x", "2024-02-01", "2024-01-31"));
      assertThat(columns(csv)).containsExactly("k VARCHAR", "v DATE", "w DATE");
    }
  }

  @Test
  void aValueAtTheEndOfALargeFileGoesBeforeTheDeclaredFormat() throws SQLException {
    CsvOptions options = CsvOptions.builder().dateFormat("%d/%m/%Y").build();
    String text = "k,v\n" + "x,01/02/2024\n".repeat(200) + "x,01/31/2024\n";
    try (CsvFile csv = fixture.openLarge(fixture.file(text), options, 64)) {
      assertThat(fixture.load(csv, Map.of())).last().isEqualTo(List.of("x", "2024-01-31"));
      assertThat(columns(csv)).containsExactly("k VARCHAR", "v DATE");
    }
  }

  @Test
  void aMixtureIsSaidWithItsFirstValues() {
    try (CsvFile csv = fixture.open("k,v\nx,1\ny,2\nz,abc\n")) {
      assertThat(csv.columns().get(1).reason())
          .isEqualTo("a mixture: a number '1' in line 2, text 'abc' in line 4");
    }
  }

  @Test
  void dayFirstDatesAreConverted() throws SQLException {
    assertThat(fixture.load("k,v\na,13/01/2024\nb,1/2/2024\n"))
        .containsExactly(List.of("a", "2024-01-13"), List.of("b", "2024-02-01"));
  }

  @Test
  void zonedTimestampsAreConvertedToOneInstant() throws SQLException {
    assertThat(fixture.load("k,v\na,2024-01-15T10:00:00Z\nb,2024-01-15T10:00:00.5+02:00\n"))
        .containsExactly(
            List.of("a", "2024-01-15 10:00:00+00"), List.of("b", "2024-01-15 08:00:00.5+00"));
  }

  @Test
  void anEmptyFieldIsNullAndAQuotedOneIsAnEmptyText() throws SQLException {
    assertThat(fixture.load("k,v\na,x\nb,\nc,\"\"\n"))
        .containsExactly(List.of("a", "x"), Arrays.asList("b", null), List.of("c", ""));
  }

  @Test
  void aQuotedEmptyFieldIsNullInAColumnOfNumbers() throws SQLException {
    assertThat(fixture.load("k,v\na,\"1\"\nb,\"\"\n"))
        .containsExactly(List.of("a", "1"), Arrays.asList("b", null));
  }

  @Test
  void nullStringsAreNullUnlessQuoted() throws SQLException {
    CsvOptions options = CsvOptions.builder().nullStrings("NA", "-").build();
    try (CsvFile csv = fixture.open("k,v,w\na,1,NA\nb,NA,\"NA\"\nc,-,x\n", options)) {
      assertThat(columns(csv)).containsExactly("k VARCHAR", "v INTEGER", "w VARCHAR");
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(
              Arrays.asList("a", "1", null),
              Arrays.asList("b", null, "NA"),
              Arrays.asList("c", null, "x"));
    }
  }

  @Test
  void onlyAColumnWithoutAbsentValuesIsNotNullable() {
    try (CsvFile csv = fixture.open("a,b,c\n1,2,x\n2,,\"\"\n")) {
      assertThat(csv.columns().stream().map(CsvColumn::nullable))
          .containsExactly(false, true, false);
    }
  }

  /** Files that are too large to be read as a whole when they are opened. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "BIGINT;1;2147483648",
        "DOUBLE;1;1.5",
        "VARCHAR;1;007",
        "VARCHAR;1;abc",
        "DECIMAL(18,1);1.5;12345678901234567",
        "DECIMAL(20,2);12345678901234567.5;123456789012345678.25",
        "VARCHAR;true;yes",
        "VARCHAR;2024-01-15;2024-02-30",
        "VARCHAR;2024-01-15T10:00:00;2024-01-15T10:00:00Z",
        "DATE;01/02/2024;13/02/2024",
        "INTEGER;'';5"
      })
  void aValueInTheLastRowCountsAsMuchAsOneInTheFirst(String type, String usual, String last)
      throws SQLException {
    StringBuilder text = new StringBuilder("k,v\n");
    for (int i = 0; i < 300_000; i++) {
      text.append('r').append(i).append(',').append(usual).append('\n');
    }
    text.append("last,").append(last).append('\n');
    Path file = fixture.file(text.toString());
    try (CsvFile csv = fixture.openLarge(file, CsvOptions.detect(), 10_000)) {
      long rows =
          csv.load(
              Map.of(),
              found -> {
                String count = "SELECT count(*), count(v) FROM (" + found.select() + ")";
                return Long.parseLong(fixture.query(count).get(0).get(0));
              });
      assertThat(rows).isEqualTo(300_001);
      assertThat(columns(csv)).containsExactly("k VARCHAR", "v " + type);
      assertThat(fixture.query(csv.rows(Map.of()).select() + " WHERE c0 = 'last'")).hasSize(1);
    }
  }

  @Test
  void aCompressedFileNeedsNoSecondPassEither() throws IOException, SQLException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write("k,v\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 600_000; i++) {
        out.write((i + ",1.5\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = fixture.file("data.csv.gz", bytes.toByteArray());
    try (CsvFile csv = fixture.openLarge(file, CsvOptions.detect(), 10_000)) {
      assertThat(columns(csv)).containsExactly("k INTEGER", "v DOUBLE");
      List<List<String>> found =
          csv.load(
              Map.of(),
              rows -> fixture.query("SELECT count(*), sum(v) FROM (" + rows.select() + ")"));
      assertThat(found).containsExactly(List.of("600000", "900000.0"));
      assertThat(csv.isExact()).isFalse();
    }
  }

  @Test
  void candidatesThatHoldAreExactWithoutAnotherPass() throws SQLException {
    StringBuilder text = new StringBuilder("k,v\n");
    for (int i = 0; i < 300_000; i++) {
      text.append(i).append(",1.5\n");
    }
    try (CsvFile csv =
        fixture.openLarge(fixture.file(text.toString()), CsvOptions.detect(), 10_000)) {
      assertThat(csv.isExact()).isFalse();
      assertThat(columns(csv)).containsExactly("k INTEGER", "v DOUBLE");
      assertThat(fixture.load(csv, Map.of())).hasSize(300_000);
      assertThat(csv.isExact()).isFalse();
      csv.inferWholeFile();
      assertThat(csv.isExact()).isTrue();
      assertThat(columns(csv)).containsExactly("k INTEGER", "v DOUBLE");
    }
  }
}
