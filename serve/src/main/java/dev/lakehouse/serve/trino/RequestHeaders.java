package dev.lakehouse.serve.trino;

import static io.trino.client.ProtocolHeaders.TRINO_HEADERS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.sql.SqlSession;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the {@code X-Trino-*} headers of a statement, by the rules of Trino's
 * HttpRequestSessionContextFactory.
 */
final class RequestHeaders {
  private static final int UNAUTHORIZED = 401;

  /** The session property that SET TIME ZONE sets. */
  private static final String TIME_ZONE_PROPERTY = "time_zone_id";

  private final HttpServletRequest request;

  RequestHeaders(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * What the client says of itself.
   *
   * @throws RefusedRequest if a header is missing or wrong
   */
  ClientRequest read() {
    String user =
        text(TRINO_HEADERS.requestUser())
            .orElseThrow(() ->
                new RefusedRequest(
                    UNAUTHORIZED,
                    "The header %s must be sent".formatted(TRINO_HEADERS.requestUser())));
    Optional<String> catalog = name(TRINO_HEADERS.requestCatalog());
    Optional<String> schema = name(TRINO_HEADERS.requestSchema());
    if (schema.isPresent() && catalog.isEmpty()) {
      throw RefusedRequest.badRequest("Schema is set but catalog is not");
    }
    refuseTransaction();
    refuseInternalCredentials();
    Map<String, String> properties = properties();
    SqlSession session =
        new SqlSession(
            user,
            text(TRINO_HEADERS.requestSource()),
            catalog,
            schema,
            text(TRINO_HEADERS.requestPath()),
            timeZone(properties),
            text(TRINO_HEADERS.requestLanguage())
                .map(Locale::forLanguageTag)
                .orElse(Locale.ENGLISH),
            properties,
            preparedStatements());
    return new ClientRequest(
        session,
        text(TRINO_HEADERS.requestClientInfo()),
        set(TRINO_HEADERS.requestClientTags()),
        text(TRINO_HEADERS.requestTraceToken()),
        set(TRINO_HEADERS.requestClientCapabilities()));
  }

  private void refuseTransaction() {
    text(TRINO_HEADERS.requestTransactionId())
        .filter(id -> !id.equalsIgnoreCase("none"))
        .ifPresent(id -> {
          throw RefusedRequest.badRequest("Unknown transaction ID: " + id);
        });
  }

  private void refuseInternalCredentials() {
    for (String name : pairs(TRINO_HEADERS.requestExtraCredential()).keySet()) {
      if (name.startsWith("internal$")) {
        throw RefusedRequest.badRequest("Invalid extra credential name: " + name);
      }
    }
  }

  private ZoneId timeZone(Map<String, String> properties) {
    Optional<String> id =
        Optional.ofNullable(properties.get(TIME_ZONE_PROPERTY))
            .or(() -> text(TRINO_HEADERS.requestTimeZone()));
    try {
      return id.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      throw RefusedRequest.badRequest("Time zone not supported: " + id.orElseThrow());
    }
  }

  private Map<String, String> properties() {
    String header = TRINO_HEADERS.requestSession();
    Map<String, String> properties = pairs(header);
    for (String name : properties.keySet()) {
      int dot = name.lastIndexOf('.');
      if (name.isEmpty() || dot == 0 || dot == name.length() - 1) {
        throw RefusedRequest.badRequest("Invalid %s header".formatted(header));
      }
    }
    return properties;
  }

  private Map<String, String> preparedStatements() {
    String header = TRINO_HEADERS.requestPreparedStatement();
    Map<String, String> statements = new HashMap<>();
    pairs(header)
        .forEach((name, text) -> {
          try {
            statements.put(decoded(header, name), PreparedText.decode(text));
          } catch (IllegalArgumentException e) {
            throw RefusedRequest.badRequest(
                "Invalid %s header: %s".formatted(header, e.getMessage()));
          }
        });
    return statements;
  }

  /** Pairs of a name and a percent-encoded value, of all headers with this name. */
  private Map<String, String> pairs(String header) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : values(header).toList()) {
      String[] parts = pair.split("=", -1);
      if (parts.length != 2) {
        throw RefusedRequest.badRequest("Invalid %s header".formatted(header));
      }
      pairs.put(parts[0].strip(), decoded(header, parts[1].strip()));
    }
    return pairs;
  }

  private static String decoded(String header, String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest("Invalid %s header: %s".formatted(header, e.getMessage()));
    }
  }

  private Set<String> set(String header) {
    return new LinkedHashSet<>(values(header).toList());
  }

  private Stream<String> values(String header) {
    List<String> lines = Collections.list(request.getHeaders(header));
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private Optional<String> name(String header) {
    return text(header).map(value -> value.toLowerCase(Locale.ENGLISH));
  }

  private Optional<String> text(String header) {
    return Optional.ofNullable(request.getHeader(header))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
