package dev.lakehouse.serve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.serve.catalog.HttpAnswers.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  private static final String SET_PROPERTY =
      """
      {"requirements": [],
       "updates": [{"action": "set-properties", "updates": {"a": "b"}}]}
      """;

  @TempDir Path home;
  private RunningCatalog running;
  private HttpAnswers http;

  @BeforeEach
  void start() throws Exception {
    running = RunningCatalog.start(home);
    http = new HttpAnswers(running.uri());
    try (RESTCatalog client = running.client(Map.of())) {
      client.createNamespace(Namespace.of("shop"));
      client.createTable(
          TableIdentifier.of("shop", "orders"),
          new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    }
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void aLostDatabaseIsUnavailable() throws Exception {
    running.stopDatabase();

    Answer read = http.get("/v1/namespaces/shop/tables/orders");
    assertThat(read.status()).isEqualTo(503);
    assertThat(read.errorType()).isEqualTo("ServiceUnavailableException");
    Answer commit = http.post("/v1/namespaces/shop/tables/orders", SET_PROPERTY);
    assertThat(commit.status()).as("it is known that nothing was committed").isEqualTo(503);
    assertThat(http.get("/v1/namespaces").status()).isEqualTo(503);
  }

  @Test
  void anErrorOfOursKeepsItsDetailsToItself() throws Exception {
    running.failOnReports();

    Answer answer =
        http.post(
            "/v1/namespaces/shop/tables/orders/metrics",
            """
            {"report-type": "commit-report", "table-name": "shop.orders", "snapshot-id": 1,
             "sequence-number": 1, "operation": "append", "metrics": {}}
            """);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.errorType()).isEqualTo("InternalServerError");
    assertThat(answer.errorMessage()).contains("IllegalStateException").doesNotContain("boom");
    assertThat(answer.body().at("/error/stack")).isEmpty();
  }
}
