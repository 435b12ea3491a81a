package dev.lakehouse.serve.trino;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * The addresses that a client is told, on the name and port under which it reached the server.
 *
 * @param base scheme, host and port, without a slash at the end
 */
record QueryLinks(String base) {
  static final String STATEMENT = "/v1/statement";
  static final String QUERY = "/v1/query";

  /**
   * As the client, or the proxy before it, wrote them. Who sends wrong ones misleads nobody but
   * himself.
   */
  static QueryLinks of(HttpServletRequest request) {
    String scheme =
        Optional.ofNullable(request.getHeader("X-Forwarded-Proto")).orElse(request.getScheme());
    String host =
        Optional.ofNullable(request.getHeader("X-Forwarded-Host"))
            .or(() -> Optional.ofNullable(request.getHeader("Host")))
            .orElseGet(() -> request.getServerName() + ":" + request.getServerPort());
    return new QueryLinks(scheme + "://" + host);
  }

  String queued(String id, Slug slug, long token) {
    return page("queued/" + id, slug.of(Slug.Address.QUEUED, token), token);
  }

  String executing(String id, Slug slug, long token) {
    return page("executing/" + id, slug.of(Slug.Address.EXECUTING, token), token);
  }

  /** The only stage is number 0. */
  String partialCancel(String id, Slug slug, long token) {
    return page(
        "executing/partialCancel/" + id + "/0", slug.of(Slug.Address.EXECUTING, token), token);
  }

  String info(String id) {
    return base + QUERY + "/" + id;
  }

  private String page(String path, String slug, long token) {
    return "%s%s/%s/%s/%d".formatted(base, STATEMENT, path, slug, token);
  }
}
