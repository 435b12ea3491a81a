package dev.lakehouse.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Declared types: what fits, what does not, and what is said and done about it. */
class StrictConversionTest extends CsvTest {
  private static final String NONE = "misfit";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "int;5;5",
        "int;007;7",
        "int; 5 ;5",
        "int;+5;5",
        "int;-0;0",
        "int;1.5;misfit",
        "int;1.0;misfit",
        "int;1e3;misfit",
        "int;1_000;misfit",
        "int;0x1F;misfit",
        "int;2147483648;misfit",
        "int;abc;misfit",
        "int;true;misfit",
        "long;2147483648;2147483648",
        "long;9223372036854775808;misfit",
        "decimal(10,2);1.5;1.50",
        "decimal(10,2);-1.25;-1.25",
        "decimal(10,2);.5;0.50",
        "decimal(10,2);5.;5.00",
        "decimal(10,2);0012.50;12.50",
        "decimal(10,2);1.500;1.50",
        "decimal(10,2);1.005;misfit",
        "decimal(10,2);123456789;misfit",
        "decimal(10,2);1e3;misfit",
        "decimal(10,2);1_0;misfit",
        "decimal(10,2);.;misfit",
        "decimal(5,0);7;7",
        "decimal(5,0);7.0;7",
        "decimal(5,0);7.5;misfit",
        "double;1.5;1.5",
        "double;1e3;1000.0",
        "double;NaN;nan",
        "double;-Infinity;-inf",
        "double;1e400;misfit",
        "double;1_000.5;misfit",
        "double;1,5;misfit",
        "float;1.5;1.5",
        "float;1e39;misfit",
        "boolean;TRUE;true",
        "boolean;no;false",
        "boolean;1;true",
        "boolean; f ;false",
        "boolean;2;misfit",
        "boolean;maybe;misfit",
        "date;2024-01-15;2024-01-15",
        "date; 2024-01-15 ;2024-01-15",
        "date;2024-01-15 10:00;misfit",
        "date;2024-01-15T00:00:00;misfit",
        "date;2024-02-30;misfit",
        "date;2024-1-5;misfit",
        "date;15/01/2024;misfit",
        "date;epoch;misfit",
        "date;infinity;misfit",
        "date;-infinity;misfit",
        "date;0000-01-01;misfit",
        "timestamp;2024-01-15 10:00;2024-01-15 10:00:00",
        "timestamp;2024-01-15T10:00:00.5;2024-01-15 10:00:00.5",
        "timestamp;2024-01-15;2024-01-15 00:00:00",
        "timestamp;2024-01-15 10:00:00.123456000;2024-01-15 10:00:00.123456",
        "timestamp;2024-01-15 10:00:00.1234567;misfit",
        "timestamp;2024-01-15T10:00:00Z;misfit",
        "timestamp;2024-01-15 10:00:00+02;misfit",
        "timestamp;2024-01-15 24:00:00;misfit",
        "timestamp;2024-01-15 10:00:60;misfit",
        "timestamp;2024-01-15 10: 0:00;misfit",
        "timestamp;infinity;misfit",
        "timestamptz;2024-01-15T10:00:00Z;2024-01-15 10:00:00+00",
        "timestamptz;2024-01-15 10:00:00-05:30;2024-01-15 15:30:00+00",
        "timestamptz;2024-01-15T10:00:00;misfit",
        "timestamptz;2024-01-15T10:00:00+15;misfit",
        "timestamptz;2024-01-15 10:00:00 Europe/Berlin;misfit",
        "string; a ; a "
      })
  void aValueIsConvertedExactlyOrNotAtAll(String type, String text, String expected)
      throws SQLException {
    Type declared =
        switch (type) {
          case "timestamp" -> Types.TimestampType.withoutZone();
          case "timestamptz" -> Types.TimestampType.withZone();
          default -> Types.fromPrimitiveString(type);
        };
    try (CsvFile csv =
        fixture.open("k,v\nx,\"" + text + "\"\n", CsvOptions.builder().header(true).build())) {
      if (expected.equals(NONE)) {
        assertThatThrownBy(() -> fixture.load(csv, Map.of("v", declared)))
            .isInstanceOf(LakehouseException.class)
            .hasMessage(
                "data.csv:2: column v: '%s' is not %s %s"
                    .formatted(
                        text, type.equals("int") ? "an" : "a", ConversionSql.typeName(declared)));
      } else {
        assertThat(fixture.load(csv, Map.of("V", declared)))
            .containsExactly(List.of("x", expected));
      }
    }
  }

  @Test
  void anAbsentValueFitsEveryType() throws SQLException {
    try (CsvFile csv = fixture.open("k,v\nx,\ny,\"\"\n")) {
      assertThat(fixture.load(csv, Map.of("v", Types.DateType.get())))
          .containsExactly(Arrays.asList("x", null), Arrays.asList("y", null));
    }
  }

  @Test
  void layoutsOfDatesAndTimestampsCanBeDeclared() throws SQLException {
    CsvOptions options =
        CsvOptions.builder().dateFormat("%d.%m.%y").timestampFormat("%d/%m/%Y %H:%M").build();
    Map<String, Type> types =
        Map.of("d", Types.DateType.get(), "t", Types.TimestampType.withoutZone());
    try (CsvFile csv = fixture.open("d,t\n05.03.24,05/03/2024 17:30\n", options)) {
      assertThat(fixture.load(csv, types))
          .containsExactly(List.of("2024-03-05", "2024-03-05 17:30:00"));
    }
    for (String date : List.of("2024-03-05", "infinity", "epoch")) {
      try (CsvFile csv = fixture.open("d,t\n" + date + ",05/03/2024 17:30\n", options)) {
        assertThatThrownBy(() -> fixture.load(csv, types))
            .hasMessage("data.csv:2: column d: '" + date + "' is not a DATE");
      }
    }
  }

  @Test
  void aLayoutThatCannotBeIsRefused() {
    CsvOptions options = CsvOptions.builder().dateFormat("%d.%Q").build();
    assertThatThrownBy(() -> fixture.open("d\n05.03.24\n", options))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("CSV options: '%d.%Q' is no strptime format");
  }

  @Test
  void columnsAndTypesThatCannotBeAreRefused() {
    try (CsvFile csv = fixture.open("k,v\nx,1\n")) {
      assertThatThrownBy(() -> csv.rows(Map.of("w", Types.IntegerType.get())))
          .hasMessage("data.csv: there is no column w");
      assertThatThrownBy(() -> csv.rows(Map.of("v", Types.BinaryType.get())))
          .hasMessage("column v: a CSV file cannot hold the type binary");
    }
  }

  @Test
  void theFirstMisfitIsNamedWithItsPhysicalLine() {
    String text = "# head\n\nid,note,amount\n1,\"two\nlines\",1.5\n2,b,2\n3,c,abc\n4,d,def\n";
    try (CsvFile csv = fixture.open(text)) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of("amount", Types.DoubleType.get())))
          .isInstanceOfSatisfying(
              LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
          .hasMessage("data.csv:7: column amount: 'abc' is not a DOUBLE");
    }
  }

  @Test
  void rowsAreDiagnosedWithinABrokenTransaction() throws SQLException {
    try (CsvFile csv = fixture.open("id\n1\nx\n")) {
      CsvRows rows = csv.rows(Map.of("id", Types.IntegerType.get()));
      fixture.connection().setAutoCommit(false);
      try (Statement statement = fixture.connection().createStatement()) {
        assertThatThrownBy(() -> statement.execute("CREATE TABLE t AS " + rows.select()))
            .isInstanceOfSatisfying(
                SQLException.class,
                e ->
                    assertThat(rows.diagnose(e).orElseThrow())
                        .hasMessage("data.csv:3: column id: 'x' is not an INTEGER"));
      }
    }
  }

  @Test
  void aFailureOfSomethingElseIsNotTheFilesFault() {
    try (CsvFile csv = fixture.open("id\n1\n")) {
      CsvRows rows = csv.rows(Map.of());
      assertThat(rows.diagnose(new SQLException("No space left on device"))).isEmpty();
      assertThatThrownBy(() ->
              csv.load(
                  Map.of(),
                  found -> {
                    throw new SQLException("No space left on device");
                  }))
          .isInstanceOf(SQLException.class)
          .hasMessage("No space left on device");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "id,a,b\\n1,x,y\\n2,x\\n;3: the row has 2 fields, but the header has 3",
        "id,a\\n1,x\\n2,x,y\\n;3: the row has 3 fields, but the header has 2",
        "id,a\\n1,x\\n2,\"x\"y\\n;3: text follows the closing quote of field 2",
        "id,a\\n1,x\\n2,\"x\\n3,y\\n;3: the quote that opens field 2 is never closed"
      })
  void aBadRowFailsTheFileWithItsLine(String text, String message) {
    try (CsvFile csv = fixture.open(text.replace("\\n", "\n"))) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessage("data.csv:" + message);
    }
  }

  @Test
  void shortRowsCanBePaddedButLongOnesNot() throws SQLException {
    CsvOptions options = CsvOptions.builder().padShortRows(true).build();
    try (CsvFile csv = fixture.open("id,a,b\n1,x,y\n2\n3,x\n", options)) {
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(
              List.of("1", "x", "y"),
              Arrays.asList("2", null, null),
              Arrays.asList("3", "x", null));
    }
    try (CsvFile csv = fixture.open("id,a\n1,x\n2,x,y\n", options)) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of()))
          .hasMessage("data.csv:3: the row has 3 fields, but the header has 2");
    }
  }

  @Test
  void badRowsGoToQuarantineWithTheirRawText() throws SQLException {
    CsvOptions options = CsvOptions.builder().badRows(BadRows.quarantine(4)).build();
    Map<String, Type> types =
        Map.of("id", Types.IntegerType.get(), "amount", Types.DoubleType.get());
    String text =
        "id,note,amount\n1,a,1.5\n2,\"b\nb\",abc\n3,c\n4,\"d\"d,4\nx,\"e, \"\"e\"\"\",y\n6,f,6\n";
    try (CsvFile csv = fixture.open(text, options)) {
      List<List<String>> bad =
          csv.load(
              types,
              rows -> {
                assertThat(fixture.query(rows.select()))
                    .containsExactly(List.of("1", "a", "1.5"), List.of("6", "f", "6.0"));
                assertThat(rows.quarantine().orElseThrow().rows()).isEqualTo(4);
                return fixture.query(rows.quarantine().orElseThrow().select());
              });
      assertThat(bad)
          .containsExactly(
              List.of("data.csv", "3", "amount", "'abc' is not a DOUBLE", "2,\"b\nb\",abc"),
              Arrays.asList(
                  "data.csv", "5", null, "the row has 2 fields, but the header has 3", "3,c"),
              Arrays.asList(
                  "data.csv", "6", null, "text follows the closing quote of field 2", "4,\"d\"d,4"),
              List.of("data.csv", "7", "id", "'x' is not an INTEGER", "x,\"e, \"\"e\"\"\",y"));
    }
  }

  @Test
  void nothingIsSetAsideWhereEverythingFits() throws SQLException {
    CsvOptions options = CsvOptions.builder().badRows(BadRows.quarantine(5)).build();
    try (CsvFile csv = fixture.open("id\n1\n", options)) {
      boolean quarantined = csv.load(Map.of(), rows -> rows.quarantine().isPresent());
      assertThat(quarantined).isFalse();
    }
  }

  @Test
  void moreBadRowsThanTheLimitFailTheFile() {
    CsvOptions options = CsvOptions.builder().badRows(BadRows.quarantine(2)).build();
    try (CsvFile csv = fixture.open("id\n1\na\nb\nc\n", options)) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of("id", Types.IntegerType.get())))
          .isInstanceOf(LakehouseException.class)
          .hasMessage(
              "data.csv:3: column id: 'a' is not an INTEGER, and with it more than 2 bad rows");
    }
  }

  @Test
  void aQuoteThatNeverClosesFailsTheFileEvenWithQuarantine() {
    CsvOptions options = CsvOptions.builder().badRows(BadRows.quarantine(100)).build();
    try (CsvFile csv = fixture.open("id,a\n1,x\n2,\"y\n3,z\n", options)) {
      assertThatThrownBy(() -> fixture.load(csv, Map.of()))
          .hasMessage("data.csv:3: the quote that opens field 2 is never closed");
    }
  }

  @Test
  void aLargeFileWithBadRowsKeepsAllGoodOnes() throws SQLException {
    StringBuilder text = new StringBuilder("id,v\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(i % 50_000 == 49_999 ? ",bad\n" : ",1.5\n");
    }
    CsvOptions options = CsvOptions.builder().badRows(BadRows.quarantine(4)).build();
    Path file = fixture.file(text.toString());
    try (CsvFile csv = fixture.openLarge(file, options, 10_000)) {
      Map<String, Type> types = Map.of("id", Types.LongType.get(), "v", Types.DoubleType.get());
      csv.load(
          types,
          rows -> {
            assertThat(fixture.query(rows.select())).hasSize(199_996);
            assertThat(fixture.query(rows.quarantine().orElseThrow().select()))
                .extracting(row -> row.get(1))
                .containsExactly("100001", "150001", "200001", "50001");
            return true;
          });
    }
  }
}
