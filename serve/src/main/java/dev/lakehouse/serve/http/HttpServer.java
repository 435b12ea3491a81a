package dev.lakehouse.serve.http;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running HTTP server on one port; each request has a virtual thread. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Trino's clients keep the texts of prepared statements in headers. */
  private static final int HEADER_BYTES = 1 << 17;

  // Names of tables and namespaces are single path segments, percent-encoded, with any character in
  // them; the separator of namespaces is 0x1F. Handlers read the raw path and decode each segment.
  private static final UriCompliance ENCODED_NAMES =
      UriCompliance.DEFAULT.with(
          "ENCODED_NAMES",
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

  private final Javalin javalin;
  private final String host;
  private final int port;

  private HttpServer(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
    this.port = javalin.port();
  }

  /**
   * Starts a server.
   *
   * @param host the address to listen on, "127.0.0.1" for this machine alone
   * @param port the TCP port; 0 for a free one
   * @param parts what it serves
   * @throws LakehouseException UNAVAILABLE if the port is taken
   */
  public static HttpServer start(String host, int port, List<Routes> parts) {
    requireNonNull(host, "host is null");
    Javalin javalin = Javalin.create(config -> configure(config, host, port, parts));
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "the HTTP server cannot listen on %s:%d: %s".formatted(host, port, rootMessage(e)),
              "choose another port, or stop the program that has it")
          .causedBy(e);
    }
    HttpServer server = new HttpServer(javalin, host);
    log.info("HTTP server on {}", server.uri());
    return server;
  }

  /** Its address: {@code http://host:port}. */
  public URI uri() {
    return URI.create("http://" + host + ":" + port);
  }

  /** The TCP port. */
  public int port() {
    return port;
  }

  /** Lets running requests end, for {@code 10 s} at most, then stops. */
  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, String host, int port, List<Routes> parts) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.jetty.host = host;
    config.jetty.port = port;
    config.jetty.modifyHttpConfiguration(http -> {
      http.setUriCompliance(ENCODED_NAMES);
      http.setRequestHeaderSize(HEADER_BYTES);
      http.setResponseHeaderSize(HEADER_BYTES);
      http.setSendServerVersion(false);
    });
    config.jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    config.jetty.modifyServer(HttpServer::addHandlers);
    parts.forEach(part -> part.addTo(config.routes));
  }

  private static void addHandlers(Server server) {
    server.setStopTimeout(STOP_LIMIT.toMillis());
    // It lets running requests end before the server stops.
    server.insertHandler(new GracefulHandler());
    server.insertHandler(new PromptAcknowledgement());
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
