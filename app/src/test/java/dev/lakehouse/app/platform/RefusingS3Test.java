package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.serve.s3.S3Endpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An S3 that refuses or does not answer. */
class RefusingS3Test {
  @TempDir private Path directory;
  private LakeServer server;
  private Lake lake;

  @BeforeEach
  void start() {
    server = LakeServer.start(directory);
    lake = server.empty();
    Inputs.FIRST.putInto(lake);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun run(URI endpoint, String secretKey) {
    Map<String, String> environment = new HashMap<>(server.environment(lake));
    environment.put("LAKEHOUSE_STORE_ENDPOINT", endpoint.toString());
    environment.put("LAKEHOUSE_STORE_ACCESS_KEY", "key");
    environment.put("LAKEHOUSE_STORE_SECRET_KEY", secretKey);
    return CommandRun.ofPipelines(lake, environment, "csv_to_iceberg_pipeline");
  }

  @Test
  void aWrongKey() {
    try (S3Endpoint s3 = S3Endpoint.start(lake.objects(), "127.0.0.1", 0, "key", "right")) {
      run(s3.uri(), "wrong").failedClearly("403", "secret key");

      run(s3.uri(), "right").succeeded();
    }
    hasAllRows();
  }

  @Test
  void aServerThatDoesNotAnswer() {
    URI endpoint;
    try (S3Endpoint s3 = S3Endpoint.start(lake.objects(), "127.0.0.1", 0, "key", "right")) {
      endpoint = s3.uri();
    }
    run(endpoint, "right").failedClearly("does not answer", "check the endpoint");

    try (S3Endpoint s3 =
        S3Endpoint.start(lake.objects(), "127.0.0.1", endpoint.getPort(), "key", "right")) {
      run(s3.uri(), "right").succeeded();
    }
    hasAllRows();
  }

  /** The endpoint serves the directory that a local store reads. */
  private void hasAllRows() {
    try (Platform platform = server.open(lake)) {
      assertThat(LakeState.read(lake, platform).rows("lakehouse.sales")).hasSize(200);
    }
  }
}
