package dev.lakehouse.ingest.load;

import dev.lakehouse.ingest.csv.CsvColumn;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Which column of a table each column of a file fills, and the types that the table's columns have
 * to have for it.
 *
 * @param names the table's column for each column of the file, in the file's order
 * @param targets the types that are wanted of the table's columns
 */
record ColumnPlan(Map<String, String> names, Map<String, Type> targets) {

  /** The plan for a file that is loaded by itself. */
  static ColumnPlan of(List<CsvColumn> columns, LoadTarget target) {
    return of(columns, Map.of(), target);
  }

  /**
   * The plan for a file that is loaded with others.
   *
   * @param needed the types that the values of all of them need, by the table's column
   */
  static ColumnPlan of(List<CsvColumn> columns, Map<String, Type> needed, LoadTarget target) {
    Map<String, String> names =
        SanitizedNames.ofColumns(columns.stream().map(CsvColumn::name).toList());
    Map<String, Type> targets = new HashMap<>();
    for (CsvColumn column : columns) {
      String name = names.get(column.name());
      targets.put(name, target.typeOf(name, needed.getOrDefault(name, column.type())));
    }
    return new ColumnPlan(names, targets);
  }

  /**
   * The types to ask of the file's reader: for every column whose own type does not fit what the
   * table wants. The others are left to inference, which knows how the file writes them.
   */
  Map<String, Type> declared(List<CsvColumn> columns) {
    Map<String, Type> declared = new HashMap<>();
    for (CsvColumn column : columns) {
      Type target = targets.get(names.get(column.name()));
      if (!ColumnTypes.holds(target, column.type())) {
        declared.put(column.name(), target);
      }
    }
    return declared;
  }

  /** True if rows with these types go into the table as it is wanted. */
  boolean fits(List<CsvColumn> columns) {
    return columns.stream()
        .allMatch(
            column -> ColumnTypes.holds(targets.get(names.get(column.name())), column.type()));
  }

  /** A SELECT of the file's rows under the table's names and types. */
  String select(String rows, String extraItems) {
    String items =
        names.entrySet().stream()
            .map(entry ->
                "CAST(%s AS %s) AS %s"
                    .formatted(
                        SqlText.name(entry.getKey()),
                        DuckTypes.of(targets.get(entry.getValue())),
                        SqlText.name(entry.getValue())))
            .collect(Collectors.joining(", "));
    return "SELECT %s, %s FROM (%s)".formatted(items, extraItems, rows);
  }

  /** The columns that the file brings, as fields. */
  List<NestedField> fields() {
    List<NestedField> fields = new ArrayList<>();
    for (String name : names.values()) {
      fields.add(NestedField.optional(fields.size() + 1, name, targets.get(name)));
    }
    return fields;
  }

  /** What became of headers that could not stay as they are; empty if all could. */
  Optional<String> renamed(List<CsvColumn> columns) {
    Map<String, String> changed = new LinkedHashMap<>();
    for (CsvColumn column : columns) {
      String name = names.get(column.name());
      if (!column.header().equalsIgnoreCase(name)) {
        changed.put(column.header(), name);
      }
    }
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            changed.entrySet().stream()
                .map(entry -> "'%s' → %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "columns renamed: ", "")));
  }
}
