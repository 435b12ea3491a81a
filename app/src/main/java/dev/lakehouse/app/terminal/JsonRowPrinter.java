package dev.lakehouse.app.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * One JSON array of objects, an object in each line. Numbers keep all their digits; NaN and the
 * infinities, which JSON lacks, are texts; points in time are ISO 8601; bytes are base64.
 */
final class JsonRowPrinter implements RowPrinter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final List<Column> columns;
  private final Writer writer;
  private final JsonGenerator json;
  private boolean first = true;

  JsonRowPrinter(Output output, List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.writer = new OutputStreamWriter(output.stream(), StandardCharsets.UTF_8);
    try {
      this.json = FACTORY.createGenerator(writer);
      // The commas and line ends between the objects are ours.
      json.setPrettyPrinter(new MinimalPrettyPrinter(""));
      json.writeRaw('[');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void row(List<?> values) {
    Column.requireValues(columns, values);
    try {
      json.writeRaw(first ? "\n  " : ",\n  ");
      first = false;
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writeFieldName(columns.get(i).name());
        writeValue(values.get(i));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      json.writeRaw(first ? "]\n" : "\n]\n");
      json.flush();
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeValue(Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean bool -> json.writeBoolean(bool);
      case Byte number -> json.writeNumber(number.intValue());
      case Short number -> json.writeNumber(number.intValue());
      case Integer number -> json.writeNumber(number.intValue());
      case Long number -> json.writeNumber(number.longValue());
      case Float number -> json.writeNumber(number.floatValue());
      case Double number -> json.writeNumber(number.doubleValue());
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case LocalDateTime timestamp ->
          json.writeString(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp));
      case Instant instant -> json.writeString(DateTimeFormatter.ISO_INSTANT.format(instant));
      case OffsetDateTime timestamp ->
          json.writeString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(timestamp));
      case ZonedDateTime timestamp ->
          json.writeString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(timestamp));
      case byte[] bytes -> json.writeBinary(bytes);
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          writeValue(item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          writeValue(entry.getValue());
        }
        json.writeEndObject();
      }
      default -> json.writeString(CellText.of(value));
    }
  }
}
