package dev.lakehouse.pipeline.callback;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Sends callbacks by HTTP. Thread-safe. */
final class HttpSender implements AutoCloseable {
  /** The header that says which callback it is: one that comes again has the same. */
  static final String ID = "X-Lakehouse-Callback-Id";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT_TYPE = "Content-Type";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  void send(Callback.Slack slack, Notice notice) throws NotSent, InterruptedException {
    String text =
        notice.value("text").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    post(slack.url(), Map.of(), notice, json(Map.of("text", text)));
  }

  void send(Callback.Webhook webhook, Notice notice) throws NotSent, InterruptedException {
    boolean json =
        webhook.headers().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(CONTENT_TYPE))
            .allMatch(header -> header.getValue().contains("json"));
    String body =
        webhook
            .body()
            .map(template ->
                template.fill(name -> json ? quoted(notice.value(name)) : notice.value(name)))
            .orElseGet(() -> json(new TreeMap<>(notice.values())));
    post(webhook.url(), webhook.headers(), notice, body);
  }

  /** A text as it stands between the quotation marks of JSON. */
  private static String quoted(String text) {
    String json = JSON.valueToTree(text).toString();
    return json.substring(1, json.length() - 1);
  }

  private static String json(Map<String, String> values) {
    return JSON.valueToTree(values).toString();
  }

  private void post(URI url, Map<String, String> headers, Notice notice, String body)
      throws NotSent, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .setHeader(CONTENT_TYPE, "application/json; charset=utf-8");
    headers.forEach(request::setHeader);
    request.setHeader(ID, notice.value("id"));
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status < 200 || status > 299) {
        throw new NotSent("%s answered with HTTP %d".formatted(url.getHost(), status));
      }
    } catch (IOException e) {
      // Its message may have the address in it, and that may be a secret.
      throw new NotSent(
          "%s cannot be reached: %s".formatted(url.getHost(), e.getClass().getSimpleName()), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
