package dev.lakehouse.serve.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.sql.SqlEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;

/** A server with nothing but the protocol, and a client that only knows HTTP. */
final class RunningProtocol implements AutoCloseable {
  private final RunningQueries queries = new RunningQueries();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private final TrinoProtocol protocol;
  private final HttpServer server;

  private RunningProtocol(SqlEngine engine, ProtocolSettings settings) {
    protocol = new TrinoProtocol(engine, queries, settings, InstantSource.system());
    server = HttpServer.start("127.0.0.1", 0, List.of(protocol));
  }

  static RunningProtocol start(SqlEngine engine) {
    return start(engine, ProtocolSettings.DEFAULT);
  }

  static RunningProtocol start(SqlEngine engine, ProtocolSettings settings) {
    return new RunningProtocol(engine, settings);
  }

  URI uri() {
    return server.uri();
  }

  RunningQueries queries() {
    return queries;
  }

  TrinoProtocol protocol() {
    return protocol;
  }

  /** Sends a statement; headers are names and values in turn. */
  HttpResponse<byte[]> post(String sql, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri().resolve("/v1/statement"))
            .POST(HttpRequest.BodyPublishers.ofString(sql));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(String method, String address)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri().resolve(address))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  int status(String method, String address) {
    try {
      return send(method, address).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a statement of somebody, and reads the first answer. */
  JsonNode submit(String sql) throws IOException, InterruptedException {
    return json(post(sql, "X-Trino-User", "ann"));
  }

  JsonNode get(String address) throws IOException, InterruptedException {
    return json(send("GET", address));
  }

  /** The page after an answer. */
  JsonNode next(JsonNode answer) throws IOException, InterruptedException {
    return get(answer.get("nextUri").asText());
  }

  /** The first page that has something, or ends the statement. */
  JsonNode firstPage(JsonNode answer) throws IOException, InterruptedException {
    JsonNode page = answer;
    while (page.has("nextUri") && !page.has("data")) {
      page = next(page);
    }
    return page;
  }

  JsonNode json(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    return mapper.readTree(response.body());
  }

  @Override
  public void close() {
    protocol.close();
    http.close();
    server.close();
  }
}
