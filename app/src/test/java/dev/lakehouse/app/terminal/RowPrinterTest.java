package dev.lakehouse.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowPrinterTest {
  private static final List<Column> COLUMNS = List.of(Column.text("name"), Column.number("amount"));

  private final ScreenCapture screen = new ScreenCapture();

  private String print(RowFormat format, Output output, List<Column> columns, List<?>... rows) {
    try (RowPrinter printer = RowPrinter.of(format, output, columns)) {
      for (List<?> row : rows) {
        printer.row(row);
      }
    }
    return screen.text();
  }

  @Test
  void tableAlignsColumnsAndLeavesEmptyWhatIsAbsent() {
    String text =
        print(
            RowFormat.TABLE,
            screen.plain(),
            COLUMNS,
            List.of("東京", new BigDecimal("1234.50")),
            Arrays.asList(null, 7),
            Arrays.asList("Ko\u0308ln", null));

    assertThat(text)
        .isEqualTo(
            """
            name   amount
            ----  -------
            東京  1234.50
                        7
            Ko\u0308ln
            (3 rows)
            """);
  }

  @Test
  void tableWithoutRowsStillNamesItsColumns() {
    assertThat(print(RowFormat.TABLE, screen.plain(), COLUMNS))
        .isEqualTo("name  amount\n----  ------\n(0 rows)\n");
  }

  @Test
  void tableCutsLongCellsOnATerminalOnly() {
    String longText = "x".repeat(40);
    List<Column> columns = List.of(Column.text("id"), Column.text("text"));

    assertThat(print(RowFormat.TABLE, screen.terminal(20), columns, List.of("1", longText)))
        .contains("\n1   " + "x".repeat(15) + "…\n");
    assertThat(print(RowFormat.TABLE, screen.plain(), columns, List.of("1", longText)))
        .contains("\n1   " + longText + "\n");
  }

  @Test
  void tableKeepsACellInALineAndControlCharactersOffTheTerminal() {
    String text =
        print(
            RowFormat.TABLE,
            screen.plain(),
            List.of(Column.text("v")),
            List.of("a\nb\tc\r\u001b[31m"));

    assertThat(text).contains("\na\\nb\\tc\\r\\u001b[31m\n");
  }

  @Test
  void tableColoursOnlyWhereItMay() {
    assertThat(print(RowFormat.TABLE, screen.colourTerminal(80), COLUMNS, List.of("a", 1)))
        .contains("\u001b[1mname\u001b[0m");
    assertThat(
            new ScreenCapture().colourTerminal(80).withoutColours().styled(Output.Style.RED, "x"))
        .isEqualTo("x");
  }

  @Test
  void tableStreamsBeyondTheRowsThatItMeasures() {
    List<Column> columns = List.of(Column.number("n"));
    try (RowPrinter printer = RowPrinter.of(RowFormat.TABLE, screen.plain(), columns)) {
      for (int i = 1; i < TableRowPrinter.ROWS_TO_MEASURE; i++) {
        printer.row(List.of(i));
      }
      assertThat(screen.text()).isEmpty();
      printer.row(List.of(TableRowPrinter.ROWS_TO_MEASURE));
      assertThat(screen.text()).endsWith("1000\n");
      printer.row(List.of(12345));
      assertThat(screen.text()).endsWith("\n12345\n");
    }
    assertThat(screen.text()).endsWith("(1,001 rows)\n");
  }

  @Test
  void csvQuotesWhatNeedsItAndTellsNullFromEmpty() {
    String text =
        print(
            RowFormat.CSV,
            screen.plain(),
            List.of(Column.text("a,b"), Column.text("c")),
            List.of("plain", "with \"quotes\""),
            List.of("two\nlines", "comma, inside"),
            Arrays.asList(null, ""));

    assertThat(text)
        .isEqualTo(
            "\"a,b\",c\r\n"
                + "plain,\"with \"\"quotes\"\"\"\r\n"
                + "\"two\nlines\",\"comma, inside\"\r\n"
                + ",\"\"\r\n");
  }

  @Test
  void jsonIsOneArrayOfObjectsWithEveryDigit() {
    String text =
        print(
            RowFormat.JSON,
            screen.plain(),
            COLUMNS,
            List.of("a \"b\"\n", new BigDecimal("12345678901234567890.10")),
            Arrays.asList(null, Double.NaN));

    assertThat(text)
        .isEqualTo(
            """
            [
              {"name":"a \\"b\\"\\n","amount":12345678901234567890.10},
              {"name":null,"amount":"NaN"}
            ]
            """);
  }

  @Test
  void jsonWithoutRowsIsAnEmptyArray() {
    assertThat(print(RowFormat.JSON, screen.plain(), COLUMNS)).isEqualTo("[]\n");
  }

  @Test
  void jsonKeepsTheKindOfEachValue() throws IOException {
    String text =
        print(
            RowFormat.JSON,
            screen.plain(),
            List.of(Column.text("v")),
            List.of(true),
            List.of(42L),
            List.of(1.5),
            List.of(LocalDate.of(2024, 1, 15)),
            List.of(LocalDateTime.of(2024, 1, 15, 10, 0)),
            List.of(Instant.parse("2024-01-15T10:00:00.5Z")),
            List.of(List.of(1, "x")),
            List.of(Map.of("k", 2)));

    assertThat(text)
        .contains(
            "{\"v\":true}",
            "{\"v\":42}",
            "{\"v\":1.5}",
            "{\"v\":\"2024-01-15\"}",
            "{\"v\":\"2024-01-15T10:00:00\"}",
            "{\"v\":\"2024-01-15T10:00:00.500Z\"}",
            "{\"v\":[1,\"x\"]}",
            "{\"v\":{\"k\":2}}");
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }

  @Test
  void tableAndCsvWriteValuesAsSqlDoes() {
    String text =
        print(
            RowFormat.CSV,
            screen.plain(),
            List.of(Column.text("v")),
            List.of(new BigDecimal("1E+3")),
            List.of(LocalDateTime.of(2024, 1, 15, 10, 0)),
            List.of(Instant.parse("2024-01-15T10:00:00.5Z")),
            List.of(OffsetDateTime.parse("2024-01-15T10:00:00+02:00")),
            List.of(new byte[] {0, (byte) 0xff}),
            List.of(Arrays.asList(1, null)));

    assertThat(text.lines().skip(1))
        .containsExactly(
            "1000",
            "2024-01-15 10:00:00",
            "2024-01-15 10:00:00.5 UTC",
            "2024-01-15 10:00:00 +02:00",
            "00ff",
            "\"[1, NULL]\"");
  }

  @ParameterizedTest
  @EnumSource(RowFormat.class)
  void everyFormatRefusesARowOfTheWrongLength(RowFormat format) {
    try (RowPrinter printer = RowPrinter.of(format, screen.plain(), COLUMNS)) {
      assertThatThrownBy(() -> printer.row(List.of("only one")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 columns, but a row of 1 values");
    }
  }
}
