package dev.lakehouse.serve.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.rest.Endpoint;

/**
 * One operation of the specification, and who answers it.
 *
 * @param endpoint the operation's method and path, as the specification names them
 * @param effect what an error of ours in the middle leaves behind
 * @param handler answers it
 */
record RestRoute(Endpoint endpoint, Effect effect, Handler handler) {
  private static final String PREFIX = "/{prefix}";

  RestRoute {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(effect, "effect is null");
    requireNonNull(handler, "handler is null");
  }

  /** What an operation does to the catalog. */
  enum Effect {
    /** It commits: after an error of the database nobody knows whether it did. */
    COMMITS,
    /** It reads, or can be repeated. */
    REPEATABLE
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    RestResponse handle(RestRequest request) throws IOException;
  }

  static RestRoute repeatable(Endpoint endpoint, Handler handler) {
    return new RestRoute(endpoint, Effect.REPEATABLE, handler);
  }

  static RestRoute commit(Endpoint endpoint, Handler handler) {
    return new RestRoute(endpoint, Effect.COMMITS, handler);
  }

  /**
   * The variables of a path, if it is this route's.
   *
   * @param segments the path's segments after the catalog's root, still percent-encoded
   */
  Optional<Map<String, String>> match(List<String> segments) {
    // There is one catalog here, so that no prefix is handed out.
    List<String> pattern = segments(endpoint.path().replace(PREFIX, ""));
    if (pattern.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String expected = pattern.get(i);
      if (expected.startsWith("{") && !segments.get(i).isEmpty()) {
        variables.put(expected.substring(1, expected.length() - 1), segments.get(i));
      } else if (!expected.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** The segments of a path that begins with a slash. */
  static List<String> segments(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }
}
