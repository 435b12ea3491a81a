package dev.lakehouse.serve.trino;

import static io.trino.client.ProtocolHeaders.TRINO_HEADERS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.sql.SessionUpdate;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;

/** Tells a client by headers what to remember for its next statements. */
final class ResponseHeaders {
  private ResponseHeaders() {}

  static void add(SessionUpdate update, HttpServletResponse response) {
    update
        .catalog()
        .ifPresent(name -> response.addHeader(TRINO_HEADERS.responseSetCatalog(), name));
    update.schema().ifPresent(name -> response.addHeader(TRINO_HEADERS.responseSetSchema(), name));
    update.path().ifPresent(path -> response.addHeader(TRINO_HEADERS.responseSetPath(), path));
    update
        .setProperties()
        .forEach((name, value) ->
            response.addHeader(TRINO_HEADERS.responseSetSession(), name + "=" + encoded(value)));
    update
        .resetProperties()
        .forEach(name -> response.addHeader(TRINO_HEADERS.responseClearSession(), name));
    update
        .addedStatements()
        .forEach((name, text) ->
            response.addHeader(
                TRINO_HEADERS.responseAddedPrepare(),
                encoded(name) + "=" + encoded(PreparedText.encode(text))));
    update
        .removedStatements()
        .forEach(
            name -> response.addHeader(TRINO_HEADERS.responseDeallocatedPrepare(), encoded(name)));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
