package dev.lakehouse.sql.connector.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.iceberg.SingleValueParser;
import org.apache.iceberg.types.Types;

/** The column {@code readable_metrics}: what a file says of each column, as JSON. */
final class ReadableMetrics {
  private static final JsonFactory JSON = new JsonFactory();

  private ReadableMetrics() {}

  static String json(IcebergRows.Row metrics) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Types.NestedField column : metrics.type().fields()) {
        json.writeObjectFieldStart(column.name());
        writeMetrics(json, metrics.row(column.name()));
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void writeMetrics(JsonGenerator json, IcebergRows.Row metrics) throws IOException {
    for (Types.NestedField metric : metrics.type().fields()) {
      json.writeFieldName(metric.name());
      SingleValueParser.toJson(metric.type(), metrics.get(metric.name(), Object.class), json);
    }
  }
}
