package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the server of a home is. It writes this into {@code <home>/server.json} when it is ready,
 * and removes it when it stops; what a killed one leaves is recognized by asking.
 *
 * @param address where it is reached from this machine
 * @param nodeId what it says of itself, by which it is told from another that has its port now
 * @param project the directory of the project whose pipelines it runs; empty if it has none
 */
record ServerRecord(URI address, String nodeId, Optional<Path> project) {
  private static final Logger log = LoggerFactory.getLogger(ServerRecord.class);

  private static final String FILE = "server.json";
  private static final String ADDRESS = "address";
  private static final String NODE_ID = "nodeId";
  private static final String PROJECT = "project";
  private static final int TIMEOUT_MILLIS = 2000;
  private static final JsonFactory JSON = new JsonFactory();

  ServerRecord {
    requireNonNull(address, "address is null");
    requireNonNull(nodeId, "nodeId is null");
    requireNonNull(project, "project is null");
  }

  /** The server that runs on a home and answers; empty if there is none. */
  static Optional<ServerRecord> findRunning(Path home) {
    return read(home).filter(ServerRecord::answers);
  }

  /** Tells the commands on a home of this server. */
  void write(Path home) {
    Path file = home.resolve(FILE);
    try {
      Path whole = Files.createTempFile(home, FILE, ".new");
      try (JsonGenerator json = JSON.createGenerator(whole.toFile(), JsonEncoding.UTF8)) {
        json.writeStartObject();
        json.writeStringField(ADDRESS, address.toString());
        json.writeStringField(NODE_ID, nodeId);
        if (project.isPresent()) {
          json.writeStringField(PROJECT, project.get().toString());
        }
        json.writeEndObject();
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LakehouseException.of(ErrorCode.UNAVAILABLE, "cannot write " + file).causedBy(e);
    }
  }

  /** Takes the record away, unless another server has written its own over it. */
  void remove(Path home) {
    if (read(home).equals(Optional.of(this))) {
      try {
        Files.deleteIfExists(home.resolve(FILE));
      } catch (IOException e) {
        // Whoever reads it finds that nobody answers.
        log.warn("cannot delete {}", home.resolve(FILE), e);
      }
    }
  }

  /** What a server of a home wrote last, whether it still runs or not. */
  static Optional<ServerRecord> read(Path home) {
    try (InputStream in = Files.newInputStream(home.resolve(FILE))) {
      Map<String, String> fields = textFields(in);
      return Optional.of(
          new ServerRecord(
              URI.create(fields.get(ADDRESS)),
              fields.get(NODE_ID),
              Optional.ofNullable(fields.get(PROJECT)).map(Path::of)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      log.warn("{} cannot be read", home.resolve(FILE), e);
      return Optional.empty();
    }
  }

  /** True if it still runs. */
  boolean answers() {
    try {
      // Of Java's clients the one that starts fastest.
      HttpURLConnection connection =
          (HttpURLConnection) address.resolve("/v1/status").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return nodeId.equals(textFields(in).get(NODE_ID));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      log.debug("the server that {} tells of does not answer", FILE, e);
      return false;
    }
  }

  /** The texts of an object's own fields. */
  private static Map<String, String> textFields(InputStream in) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return fields;
  }
}
