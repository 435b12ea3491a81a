package dev.lakehouse.table.write;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Fits the columns of a SELECT to a table: found by name in any case, cast to the table's type, an
 * absent optional column being NULL. A value that the table's type cannot hold exactly fails the
 * statement; nothing is rounded, cut or turned into NULL.
 */
final class TableProjection {
  private static final String SOURCE = "source";

  // Widening that cannot change a value; everything else is checked by casting back.
  private static final Map<String, Set<String>> EXACT =
      Map.of(
          "SMALLINT", Set.of("TINYINT", "UTINYINT"),
          "INTEGER", Set.of("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"),
          "BIGINT", Set.of("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"),
          "DOUBLE",
              Set.of(
                  "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"),
          "FLOAT", Set.of("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"));

  private TableProjection() {}

  /**
   * The SELECT with exactly the table's columns, in order.
   *
   * @param columns the SELECT's columns and their DuckDB types
   * @throws LakehouseException INVALID_ARGUMENT if a column is not the table's, or a required one
   *     is absent
   */
  static String of(String table, Schema schema, String select, Map<String, String> columns) {
    Map<String, String> sourceNames = new LinkedHashMap<>();
    for (String column : columns.keySet()) {
      String previous = sourceNames.put(column.toLowerCase(Locale.ROOT), column);
      if (previous != null) {
        throw invalid("%s: the rows to write have the column %s twice".formatted(table, column));
      }
    }
    String list =
        schema.columns().stream()
            .map(field -> column(table, field, sourceNames, columns))
            .collect(Collectors.joining(", "));
    Map<String, String> unknown = new LinkedHashMap<>(sourceNames);
    schema.columns().forEach(field -> unknown.remove(field.name().toLowerCase(Locale.ROOT)));
    if (!unknown.isEmpty()) {
      throw invalid("%s has no column %s".formatted(table, String.join(", ", unknown.values())));
    }
    return "SELECT %s FROM (%s) AS %s".formatted(list, select, SOURCE);
  }

  private static String column(
      String table,
      NestedField field,
      Map<String, String> sourceNames,
      Map<String, String> columns) {
    String type = DuckTypes.of(field.type());
    String source = sourceNames.get(field.name().toLowerCase(Locale.ROOT));
    String name = SqlText.name(field.name());
    if (source == null) {
      if (field.isRequired()) {
        throw invalid("%s: the column %s is required and absent".formatted(table, field.name()));
      }
      return "CAST(NULL AS %s) AS %s".formatted(type, name);
    }
    String value = SOURCE + "." + SqlText.name(source);
    String cast = cast(table, field, value, columns.get(source), type);
    if (field.isRequired()) {
      cast =
          "CASE WHEN %s IS NULL THEN %s ELSE %s END"
              .formatted(
                  value,
                  error(
                      "%s: the column %s is required and NULL".formatted(table, field.name()),
                      type),
                  cast);
    }
    return cast + " AS " + name;
  }

  private static String cast(
      String table, NestedField field, String value, String sourceType, String type) {
    if (sourceType.equals(type)) {
      return value;
    }
    String cast = "CAST(%s AS %s)".formatted(value, type);
    boolean checked =
        field.type().isPrimitiveType()
            && !sourceType.equals("VARCHAR")
            && !sourceType.equals("\"NULL\"")
            && !EXACT.getOrDefault(type, Set.of()).contains(sourceType);
    if (!checked) {
      return cast;
    }
    String misfit = "%s: a value of the column %s is no %s: ".formatted(table, field.name(), type);
    return "CASE WHEN %1$s IS NULL OR CAST(TRY_CAST(%1$s AS %2$s) AS %3$s) = %1$s THEN %4$s ELSE %5$s END"
        .formatted(value, type, sourceType, cast, error(misfit, value, type));
  }

  private static String error(String message, String type) {
    return "CAST(error(%s) AS %s)".formatted(SqlText.literal(message), type);
  }

  private static String error(String message, String value, String type) {
    return "CAST(error(%s || CAST(%s AS VARCHAR)) AS %s)"
        .formatted(SqlText.literal(message), value, type);
  }

  private static LakehouseException invalid(String message) {
    return LakehouseException.of(ErrorCode.INVALID_ARGUMENT, message);
  }
}
