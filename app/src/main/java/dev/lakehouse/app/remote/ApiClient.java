package dev.lakehouse.app.remote;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import dev.lakehouse.serve.api.RestApi;
import dev.lakehouse.serve.api.body.ApiJson;
import dev.lakehouse.serve.api.body.ErrorBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Requests to the API of a server. Thread-safe.
 *
 * <p>Every method throws {@link LakehouseException}: UNAVAILABLE if the server does not answer, or
 * else what it answers.
 */
final class ApiClient {
  private static final int CONNECT_MILLIS = 5_000;
  // Longer than any request takes, and than a stream of events is silent.
  private static final int SILENCE_MILLIS = 60_000;
  private static final int FIRST_ERROR = 400;

  private final URI server;
  private final JsonMapper json = ApiJson.client();

  ApiClient(URI server) {
    this.server = requireNonNull(server, "server is null");
  }

  /** A part of a path, whatever signs are in it. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  <T> T get(String path, Class<T> answer) {
    return read(open("GET", path, Optional.empty()), answer);
  }

  <T> T post(String path, Class<T> answer) {
    return post(path, Optional.empty(), answer);
  }

  <T> T post(String path, Object body, Class<T> answer) {
    return post(path, Optional.of(body), answer);
  }

  private <T> T post(String path, Optional<Object> body, Class<T> answer) {
    return read(open("POST", path, body), answer);
  }

  /** A stream of events, to be closed. */
  EventReader events(String path) {
    return new EventReader(open("GET", path, Optional.empty()));
  }

  /** A body that came without a status of its own. */
  <T> T read(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw notUnderstood(e);
    }
  }

  private <T> T read(InputStream answer, Class<T> type) {
    try (answer) {
      return json.readValue(answer, type);
    } catch (JsonProcessingException e) {
      throw notUnderstood(e);
    } catch (IOException e) {
      throw away(e);
    }
  }

  private InputStream open(String method, String path, Optional<Object> body) {
    try {
      // Of Java's clients the one that starts fastest.
      HttpURLConnection connection =
          (HttpURLConnection) server.resolve(RestApi.ROOT + path).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(SILENCE_MILLIS);
      connection.setRequestMethod(method);
      if (method.equals("POST")) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.isPresent() ? json.writeValueAsBytes(body.get()) : new byte[0]);
        }
      }
      if (connection.getResponseCode() < FIRST_ERROR) {
        return connection.getInputStream();
      }
      throw refused(connection);
    } catch (IOException e) {
      throw away(e);
    }
  }

  private LakehouseException refused(HttpURLConnection connection) throws IOException {
    try (InputStream answer = connection.getErrorStream()) {
      byte[] text = answer == null ? new byte[0] : answer.readAllBytes();
      ErrorBody.Details error = json.readValue(text, ErrorBody.class).error();
      ErrorCode code = code(error.code());
      return error
          .remedy()
          .map(remedy -> LakehouseException.of(code, error.message(), remedy))
          .orElseGet(() -> LakehouseException.of(code, error.message()));
    } catch (JsonProcessingException e) {
      return notUnderstood(e);
    }
  }

  private static ErrorCode code(String word) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> ApiJson.word(code).equals(word))
        .findFirst()
        .orElse(ErrorCode.INTERNAL);
  }

  private LakehouseException away(IOException cause) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "the server at %s does not answer: %s".formatted(server, RootCause.message(cause)),
            "look at its log; if it is stopped, commands do the work themselves")
        .causedBy(cause);
  }

  private LakehouseException notUnderstood(JsonProcessingException cause) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "the server at %s does not answer as this version does".formatted(server),
            "start it anew with this version")
        .causedBy(cause);
  }
}
