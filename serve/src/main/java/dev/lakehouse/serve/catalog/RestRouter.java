package dev.lakehouse.serve.catalog;

import dev.lakehouse.serve.http.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * Finds the route of a request and writes its answer; every error has the specification's form.
 *
 * <p>It reads the raw path, because a name in it can hold any character, an encoded slash included.
 */
final class RestRouter implements Routes {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final String root;
  private final List<RestRoute> routes;
  private final RestJson json = new RestJson();

  /** A router for what lies beneath a root such as {@code /iceberg}. */
  RestRouter(String root, List<RestRoute> routes) {
    this.root = root;
    this.routes = List.copyOf(routes);
  }

  @Override
  public void addTo(RoutesConfig config) {
    for (HandlerType method :
        List.of(
            HandlerType.GET,
            HandlerType.HEAD,
            HandlerType.POST,
            HandlerType.PUT,
            HandlerType.PATCH,
            HandlerType.DELETE)) {
      config.addHttpHandler(method, root, this::handle);
      config.addHttpHandler(method, root + "/*", this::handle);
    }
  }

  private void handle(Context context) throws IOException {
    String path = context.req().getRequestURI();
    List<String> segments =
        path.length() > root.length()
            ? RestRoute.segments(path.substring(root.length()))
            : List.of();
    String method = context.req().getMethod();
    for (RestRoute route : routes) {
      Optional<Map<String, String>> variables = route.match(segments);
      if (variables.isPresent() && route.endpoint().httpMethod().equals(method)) {
        answer(context, route, new RestRequest(context, variables.get(), json));
        return;
      }
    }
    refuse(context, method, path, allowed(segments));
  }

  private void answer(Context context, RestRoute route, RestRequest request) throws IOException {
    RestResponse response;
    try {
      response = route.handler().handle(request);
    } catch (RuntimeException e) {
      writeError(context, RestErrors.of(e, route));
      return;
    }
    context.status(response.status());
    response.headers().forEach(context::header);
    if (response.body().isPresent()) {
      write(context, response.body().get());
    }
  }

  private void refuse(Context context, String method, String path, String allowed)
      throws IOException {
    if (allowed.isEmpty()) {
      writeError(
          context,
          error(NOT_FOUND, "NotFoundException", "There is no route " + method + " " + path));
      return;
    }
    context.header("Allow", allowed);
    writeError(
        context,
        error(
            METHOD_NOT_ALLOWED,
            "MethodNotAllowedException",
            "%s is not allowed on %s, but %s is".formatted(method, path, allowed)));
  }

  private String allowed(List<String> segments) {
    return routes.stream()
        .filter(route -> route.match(segments).isPresent())
        .map(route -> route.endpoint().httpMethod())
        .collect(Collectors.joining(", "));
  }

  private void writeError(Context context, ErrorResponse error) throws IOException {
    context.status(error.code());
    write(context, error);
  }

  private void write(Context context, Object message) throws IOException {
    context.contentType("application/json");
    context.result(json.write(message));
  }

  private static ErrorResponse error(int status, String type, String message) {
    return ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
  }
}
