package dev.lakehouse.serve.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param body the message, if there is one
 * @param headers its headers by name
 */
record RestResponse(int status, Optional<Object> body, Map<String, String> headers) {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  RestResponse {
    headers = Map.copyOf(headers);
  }

  static RestResponse ok(Object body) {
    return new RestResponse(OK, Optional.of(body), Map.of());
  }

  static RestResponse noContent() {
    return new RestResponse(NO_CONTENT, Optional.empty(), Map.of());
  }

  static RestResponse notModified() {
    return new RestResponse(NOT_MODIFIED, Optional.empty(), Map.of());
  }

  /** The same answer with one more header. */
  RestResponse withHeader(String name, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new RestResponse(status, body, more);
  }
}
