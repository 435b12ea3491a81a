package dev.lakehouse.serve.catalog;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTUtil;

/** One request: the variables of its path, its query, headers and body. */
final class RestRequest {
  private static final String NAMESPACE_SEPARATOR = "%1F";

  private final Context context;
  private final Map<String, String> variables;
  private final RestJson json;

  /**
   * A request to a known route.
   *
   * @param variables the path's variables by name, still percent-encoded
   */
  RestRequest(Context context, Map<String, String> variables, RestJson json) {
    this.context = context;
    this.variables = Map.copyOf(variables);
    this.json = json;
  }

  /** The namespace in the path. */
  Namespace namespace() {
    return RESTUtil.decodeNamespace(variables.get("namespace"), NAMESPACE_SEPARATOR);
  }

  /** The table in the path. */
  TableIdentifier table() {
    return TableIdentifier.of(namespace(), RESTUtil.decodeString(variables.get("table")));
  }

  /** The view in the path. */
  TableIdentifier view() {
    return TableIdentifier.of(namespace(), RESTUtil.decodeString(variables.get("view")));
  }

  /** A parameter of the query, if it is there. */
  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name));
  }

  /** A parameter of the query that is true or false; false if it is not there. */
  boolean queryFlag(String name) {
    return query(name).map(Boolean::parseBoolean).orElse(false);
  }

  /** A header, if it is there. */
  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /**
   * The body.
   *
   * @throws BadRequestException if it is not such a message
   */
  <T extends RESTRequest> T body(Class<T> type) throws IOException {
    T message = json.read(context.bodyInputStream(), type);
    message.validate();
    return message;
  }
}
