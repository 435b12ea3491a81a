package dev.lakehouse.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** DuckDB's reader and ours give the rows that were written, and so the same. */
class ReaderAgreementTest extends CsvPropertyTest {
  private static final List<String> PIECES =
      List.of(
          "a", "7", "é", "日", "😀", " ", "\"", "'", ",", ";", "\t", "\n", "\r\n", "\r", "\\", "#",
          "\0", "NA", "\"\"", " \"", "\ufeff", ".", "|");

  /** How a file is written. */
  record Style(
      String delimiter, String lineEnd, boolean backslash, boolean quoteAll, boolean lastLineEnd) {}

  @Provide
  Arbitrary<Style> styles() {
    return Combinators.combine(
            Arbitraries.of(",", ";", "\t", "|", "||"),
            Arbitraries.of("\n", "\r\n", "\r"),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Style::new);
  }

  /** Rows of one width; a field can be absent. */
  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> field =
        Arbitraries.of(PIECES)
            .list()
            .ofMaxSize(6)
            .map(pieces -> String.join("", pieces))
            .injectNull(0.15);
    return Arbitraries.integers()
        .between(1, 5)
        .flatMap(width -> field.list().ofSize(width).list().ofMinSize(0).ofMaxSize(12));
  }

  @Property(tries = 1500)
  void bothReadersGiveWhatWasWritten(
      @ForAll("tables") List<List<String>> table, @ForAll("styles") Style style)
      throws SQLException {
    int width = table.isEmpty() ? 1 : table.get(0).size();
    String text = written(table, width, style);
    Path file = fixture.file("data.csv", text.getBytes(StandardCharsets.UTF_8));
    CsvOptions options =
        CsvOptions.builder()
            .delimiter(style.delimiter())
            .quote("\"")
            .escape(style.backslash() ? "\\" : "\"")
            .comment("")
            .header(true)
            .encoding(CsvEncoding.UTF_8)
            .build();
    List<List<String>> expected = sorted(table);
    try (CsvFile csv = fixture.open(file, options)) {
      Map<String, Type> types =
          csv.columns().stream()
              .collect(Collectors.toMap(CsvColumn::name, column -> Types.StringType.get()));
      assertThat(sorted(fixture.query(csv.rows(types).select()))).isEqualTo(expected);
      assertThat(sorted(fixture.query(csv.split(types, 0).select()))).isEqualTo(expected);
    }
  }

  private static List<List<String>> sorted(List<List<String>> rows) {
    List<List<String>> sorted = new ArrayList<>(rows);
    Collections.sort(sorted, Comparator.comparing(List::toString));
    return sorted;
  }

  private static String written(List<List<String>> table, int width, Style style) {
    List<String> lines = new ArrayList<>();
    List<String> header = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      header.add("n" + i);
    }
    lines.add(String.join(style.delimiter(), header));
    for (List<String> row : table) {
      lines.add(
          row.stream()
              .map(field -> written(field, style))
              .collect(Collectors.joining(style.delimiter())));
    }
    // A last line that is empty is a row only if its line ends.
    boolean end = style.lastLineEnd() || lines.get(lines.size() - 1).isEmpty();
    return String.join(style.lineEnd(), lines) + (end ? style.lineEnd() : "");
  }

  private static String written(String field, Style style) {
    if (field == null) {
      return "";
    }
    String delimiterLead = style.delimiter().substring(0, 1);
    boolean special =
        field.isEmpty()
            || field.contains("\"")
            || field.contains("\n")
            || field.contains("\r")
            || field.contains(delimiterLead)
            || field.isBlank();
    if (!special && !style.quoteAll()) {
      return field;
    }
    String escaped =
        style.backslash()
            ? field.replace("\\", "\\\\").replace("\"", "\\\"")
            : field.replace("\"", "\"\"");
    return "\"" + escaped + "\"";
  }
}
