package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps web pages of others from using the browser of somebody who may use this server. A page can
 * make a browser send a form, but not JSON, without asking the server first, and this one does not
 * agree. A page can have its own host's name point here, but then the browser says that name.
 */
final class BrowserGuard {
  private static final String JSON = "application/json";

  private final boolean local;

  /**
   * A guard of a server.
   *
   * @param host what the server listens on; the names of one that others reach are not known here
   */
  BrowserGuard(String host) {
    this.local = isThisMachine(requireNonNull(host, "host is null"));
  }

  private static boolean isThisMachine(String name) {
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /**
   * Lets a request pass.
   *
   * @throws RefusedCall if it may come from another's web page
   */
  void check(Context context) {
    String host = context.req().getServerName();
    if (local && !isThisMachine(host.toLowerCase(Locale.ROOT))) {
      throw RefusedCall.forbidden(
          "this server is not called '%s'".formatted(host),
          "use the address that 'lakehouse up' prints");
    }
    if (context.method().equals(HandlerType.POST) && !isJson(context)) {
      throw RefusedCall.unsupportedMediaType(
          "a POST must say that it sends JSON", "add the header Content-Type: application/json");
    }
  }

  private static boolean isJson(Context context) {
    return Optional.ofNullable(context.req().getContentType())
        .map(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(JSON))
        .orElse(false);
  }
}
