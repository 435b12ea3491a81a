package dev.lakehouse.table;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as a list: what every change means, without files and commits. */
final class TableModel {
  /** The columns that it has from the start; those that come are texts. */
  static final List<String> COLUMNS = List.of("id", "country", "at", "amount");

  /** A row, its values in the order of the columns. */
  record Row(List<Optional<Object>> values) {
    static Row of(Object... values) {
      return new Row(Arrays.stream(values).map(Optional::ofNullable).toList());
    }

    Optional<Object> value(int column) {
      return values.get(column);
    }

    Row with(Optional<Object> value) {
      return new Row(Stream.concat(values.stream(), Stream.of(value)).toList());
    }

    /** The row as a SELECT. */
    String select(List<String> columns) {
      List<String> items = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        items.add(sql(i, values.get(i)) + " AS " + columns.get(i));
      }
      return "SELECT " + String.join(", ", items);
    }

    private static String sql(int column, Optional<Object> value) {
      String type =
          switch (column) {
            case 0 -> "BIGINT";
            case 2 -> "TIMESTAMP";
            case 3 -> "DECIMAL(10,2)";
            default -> "VARCHAR";
          };
      return value
          .map(set -> "CAST('%s' AS %s)".formatted(set, type))
          .orElse("CAST(NULL AS %s)".formatted(type));
    }

    private String line() {
      return values.stream()
          .map(value -> value.map(Row::text).orElse("null"))
          .collect(Collectors.joining("|"));
    }

    private static String text(Object value) {
      return switch (value) {
        case LocalDateTime time -> time.toString().replace('T', ' ');
        case BigDecimal number -> number.setScale(2).toPlainString();
        default -> value.toString();
      };
    }
  }

  private List<String> columns = COLUMNS;
  private List<Row> rows = List.of();

  List<String> columns() {
    return columns;
  }

  /** All rows as texts, sorted. */
  List<String> read() {
    return rows.stream().map(Row::line).sorted().toList();
  }

  void append(List<Row> more) {
    rows = Stream.concat(rows.stream(), more.stream()).toList();
  }

  void removeWhere(Predicate<Row> condition) {
    rows = rows.stream().filter(condition.negate()).toList();
  }

  void upsert(List<Integer> key, List<Row> incoming) {
    List<List<Optional<Object>>> keys = incoming.stream().map(row -> keyOf(row, key)).toList();
    removeWhere(row -> keys.contains(keyOf(row, key)));
    append(incoming);
  }

  static List<Optional<Object>> keyOf(Row row, List<Integer> key) {
    return key.stream().map(row::value).toList();
  }

  void addColumn(String name) {
    columns = Stream.concat(columns.stream(), Stream.of(name)).toList();
    rows = rows.stream().map(row -> row.with(Optional.empty())).toList();
  }

  /** Goes back to the rows of an earlier state; columns stay. */
  void restore(State state) {
    rows =
        state.rows().stream()
            .map(row -> {
              Row wider = row;
              for (int i = row.values().size(); i < columns.size(); i++) {
                wider = wider.with(Optional.empty());
              }
              return wider;
            })
            .toList();
  }

  State state() {
    return new State(rows, read());
  }

  /**
   * The table at one time.
   *
   * @param rows its rows
   * @param texts what reading it gave
   */
  record State(List<Row> rows, List<String> texts) {
    State {
      Objects.requireNonNull(rows);
      Objects.requireNonNull(texts);
    }
  }
}
