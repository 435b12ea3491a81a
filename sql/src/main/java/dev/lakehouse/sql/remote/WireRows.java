package dev.lakehouse.sql.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.trino.client.JsonQueryData;
import io.trino.client.QueryData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of an answer as they came over the wire, as plain values. */
final class WireRows {
  private WireRows() {}

  /**
   * @param data what Trino's client got; null if the answer had no rows
   */
  static List<List<Object>> of(QueryData data) {
    if (data == null || data.isNull()) {
      return List.of();
    }
    if (!(data instanceof JsonQueryData json)) {
      throw new IllegalStateException("rows in an encoding that nobody asked for: " + data);
    }
    List<List<Object>> rows = new ArrayList<>(json.getNode().size());
    for (JsonNode row : json.getNode()) {
      rows.add(list(row));
    }
    return rows;
  }

  private static List<Object> list(JsonNode array) {
    List<Object> values = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      values.add(value(element));
    }
    return values;
  }

  private static Map<String, Object> map(JsonNode object) {
    Map<String, Object> values = new LinkedHashMap<>();
    object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
    return values;
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case STRING -> node.textValue();
      case ARRAY -> list(node);
      case OBJECT -> map(node);
      case BINARY, POJO ->
          throw new IllegalStateException("not a value of JSON: " + node.getNodeType());
    };
  }
}
