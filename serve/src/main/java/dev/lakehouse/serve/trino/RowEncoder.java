package dev.lakehouse.serve.trino;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Rows as JSON: each an array of its values, with commas between them and no brackets around them,
 * so that pieces can be joined. Thread-safe.
 */
final class RowEncoder {
  private static final SerializedString COMMA = new SerializedString(",");

  private final JsonFactory factory = new JsonFactory();

  /**
   * Encodes rows.
   *
   * @throws IllegalArgumentException if a value is none of the protocol's
   */
  byte[] encode(List<List<Object>> rows) {
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      try (JsonGenerator json = factory.createGenerator(out)) {
        json.setRootValueSeparator(COMMA);
        for (List<Object> row : rows) {
          writeList(json, row);
        }
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeList(JsonGenerator json, List<?> values) throws IOException {
    json.writeStartArray();
    for (Object value : values) {
      write(json, value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Float number -> json.writeNumber(number);
      case Short number -> json.writeNumber(number);
      case Byte number -> json.writeNumber(number);
      case List<?> list -> writeList(json, list);
      case Map<?, ?> map -> writeMap(json, map);
      default ->
          throw new IllegalArgumentException(
              "no value of the protocol: " + value.getClass().getName());
    }
  }

  private static void writeMap(JsonGenerator json, Map<?, ?> map) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      write(json, entry.getValue());
    }
    json.writeEndObject();
  }
}
