package dev.lakehouse.app.shell;

import dev.lakehouse.app.terminal.Column;
import io.trino.client.ClientTypeSignature;
import io.trino.client.NamedClientTypeSignature;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of Trino's client protocol as {@code RowPrinter} takes them. */
final class ResultValues {
  private static final Set<String> NUMERIC =
      Set.of("tinyint", "smallint", "integer", "bigint", "real", "double", "decimal");

  private final List<io.trino.client.Column> columns;

  ResultValues(List<io.trino.client.Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** The columns to print. */
  List<Column> columns() {
    return columns.stream()
        .map(column ->
            new Column(column.getName(), NUMERIC.contains(column.getTypeSignature().getRawType())))
        .toList();
  }

  /** The values to print. */
  List<Object> row(List<Object> row) {
    List<Object> values = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      values.add(value(columns.get(i).getTypeSignature(), row.get(i)));
    }
    return values;
  }

  private static Object value(ClientTypeSignature type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.getRawType()) {
      case "decimal" -> new BigDecimal(value.toString());
      case "varbinary" -> value instanceof String text ? Base64.getDecoder().decode(text) : value;
      case "array" -> {
        ClientTypeSignature element = type.getArgumentsAsTypeSignatures().getFirst();
        List<Object> values = new ArrayList<>();
        ((List<?>) value).forEach(item -> values.add(value(element, item)));
        yield values;
      }
      case "map" -> {
        List<ClientTypeSignature> types = type.getArgumentsAsTypeSignatures();
        Map<Object, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) value)
            .forEach((key, item) ->
                values.put(key(types.getFirst(), key), value(types.getLast(), item)));
        yield values;
      }
      case "row" -> fields(type, (List<?>) value);
      default -> value;
    };
  }

  /** Keys are texts in JSON, whatever they are made of. */
  private static Object key(ClientTypeSignature type, Object key) {
    return NUMERIC.contains(type.getRawType()) ? value(type, key) : key;
  }

  private static Map<String, Object> fields(ClientTypeSignature type, List<?> row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      NamedClientTypeSignature field = type.getArguments().get(i).getNamedTypeSignature();
      String name = field.getName().orElse("");
      // A row may have several fields of one name, or fields without one.
      String key = name.isEmpty() || fields.containsKey(name) ? "field" + i : name;
      fields.put(key, value(field.getTypeSignature(), row.get(i)));
    }
    return fields;
  }
}
