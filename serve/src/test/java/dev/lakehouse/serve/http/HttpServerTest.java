package dev.lakehouse.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void servesAllPartsOnOnePort() throws Exception {
    Routes one = routes -> routes.get("/one", context -> context.result("1"));
    Routes two = routes -> routes.get("/two", context -> context.result("2"));
    try (HttpServer server = HttpServer.start("127.0.0.1", 0, List.of(one, two))) {
      assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
      assertThat(get(server.uri().resolve("/one")).body()).isEqualTo("1");
      assertThat(get(server.uri().resolve("/two")).body()).isEqualTo("2");
      assertThat(get(server.uri().resolve("/three")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void requestsHaveVirtualThreads() throws Exception {
    Routes thread =
        routes ->
            routes.get("/", context -> context.result("" + Thread.currentThread().isVirtual()));
    try (HttpServer server = HttpServer.start("127.0.0.1", 0, List.of(thread))) {
      assertThat(get(server.uri()).body()).isEqualTo("true");
    }
  }

  @Test
  void letsRunningRequestsEndBeforeItStops() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Routes slow =
        routes ->
            routes.get(
                "/",
                context -> {
                  started.countDown();
                  goOn.await();
                  context.result("done");
                });
    HttpServer server = HttpServer.start("127.0.0.1", 0, List.of(slow));
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request(server.uri()), HttpResponse.BodyHandlers.ofString());
    started.await();

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
    goOn.countDown();

    assertThat(response.join().body()).isEqualTo("done");
    stopped.join();
    assertThatThrownBy(() -> get(server.uri())).isInstanceOf(IOException.class);
  }

  @Test
  void aTakenPortIsAClearError() {
    try (HttpServer server = HttpServer.start("127.0.0.1", 0, List.of())) {
      assertThatThrownBy(() -> HttpServer.start("127.0.0.1", server.port(), List.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
    }
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(request(uri), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }
}
