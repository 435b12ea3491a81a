package dev.lakehouse.sql.connector;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.VarcharType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The properties of {@code ANALYZE}, with the names and errors that they have in Trino. */
final class AnalyzeProperties {
  private static final String COLUMNS = "columns";

  static final List<PropertyMetadata<?>> ALL =
      List.of(
          new PropertyMetadata<>(
              COLUMNS,
              "Columns to be analyzed",
              new ArrayType(VarcharType.VARCHAR),
              Collection.class,
              null,
              false,
              Collection.class::cast,
              value -> value));

  private AnalyzeProperties() {}

  /**
   * Refuses columns that a table does not have.
   *
   * @param names those that it has
   */
  static void check(Map<String, Object> properties, Set<String> names) {
    if (!(properties.get(COLUMNS) instanceof Collection<?> given)) {
      return;
    }
    Set<String> unknown = new TreeSet<>();
    for (Object name : given) {
      if (name == null) {
        throw invalid("Invalid null value in analyze columns property");
      }
      if (!names.contains(name)) {
        unknown.add((String) name);
      }
    }
    if (given.isEmpty()) {
      throw invalid("Cannot specify empty list of columns for analysis");
    }
    if (!unknown.isEmpty()) {
      throw invalid("Invalid columns specified for analysis: " + unknown);
    }
  }

  private static TrinoException invalid(String message) {
    return new TrinoException(StandardErrorCode.INVALID_ANALYZE_PROPERTY, message);
  }
}
