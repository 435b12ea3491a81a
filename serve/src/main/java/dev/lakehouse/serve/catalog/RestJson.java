package dev.lakehouse.serve.catalog;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.InputStream;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTSerializers;

/** Messages of the REST specification as JSON. Thread-safe. */
final class RestJson {
  private final ObjectMapper mapper;

  RestJson() {
    mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
    RESTSerializers.registerAll(mapper);
  }

  /**
   * Reads a message.
   *
   * @throws BadRequestException if it is not JSON, or not this message
   */
  <T> T read(InputStream in, Class<T> type) throws IOException {
    try {
      T message = mapper.readValue(in, type);
      if (message == null) {
        throw new BadRequestException("The body is null, not a %s", type.getSimpleName());
      }
      return message;
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          e, "The body is not a %s: %s", type.getSimpleName(), e.getOriginalMessage());
    } catch (IllegalArgumentException | NullPointerException e) {
      // Iceberg's parsers of single fields report a wrong one in either way.
      throw new BadRequestException(
          e, "The body is not a %s: %s", type.getSimpleName(), e.getMessage());
    }
  }

  /** Writes a message. */
  byte[] write(Object message) throws IOException {
    return mapper.writeValueAsBytes(message);
  }
}
