package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.pipeline.callback.SmtpSettings;
import dev.lakehouse.pipeline.run.HistorySettings;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.sql.remote.TrinoServer;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformSettingsReaderTest {
  private static final String EVERYTHING =
      """
      name: sales
      engine: {memory: 512MB, threads: 3}
      database: {url: 'jdbc:postgresql://db:5432/lake', user: me, password: from-file}
      store:
        endpoint: http://minio:9000
        access_key: ak
        secret_key: sk
        region: eu-central-1
        path_style: false
        cache: 2 GB
        warehouse: s3://lake/warehouse/
      server: {host: 0.0.0.0, port: 9090, s3_port: 9333, access_key: mine, secret_key: hidden}
      queries: {at_once: 4, queued: 9, abandoned_after: 90s, results_kept: 2m}
      runs: {keep: 30d, keep_last: 5}
      smtp:
        {host: mail.example.com, port: 2525, user: me, password: "${SMTP_PASSWORD:no-secret}", from: lake@example.com, tls: tls}
      """;

  @TempDir private Path directory;

  private PlatformSettings read(String yaml, Map<String, String> environment) {
    try {
      Path file = Files.writeString(directory.resolve("lakehouse.yaml"), yaml);
      return new PlatformSettingsReader(environment).read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String mistake(String yaml, Map<String, String> environment) {
    LakehouseException error =
        catchThrowableOfType(LakehouseException.class, () -> read(yaml, environment));
    assertThat(error).as("%s %s", yaml, environment).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error.getMessage();
  }

  @Test
  void everythingHasADefault() {
    PlatformSettings settings = read("name: sales", Map.of());

    assertThat(settings)
        .isEqualTo(
            new PlatformSettings(
                1L << 30,
                Runtime.getRuntime().availableProcessors(),
                Optional.empty(),
                Optional.empty(),
                10L << 30,
                new ObjectPath("lakehouse-warehouse", ""),
                settings.server(),
                ProtocolSettings.DEFAULT,
                MaintenancePolicies.DEFAULT,
                HistorySettings.DEFAULT,
                Optional.empty(),
                Optional.empty()));
    assertThat(settings.server().host()).isEqualTo("127.0.0.1");
    assertThat(settings.server().port()).isEqualTo(8080);
    assertThat(settings.server().s3Port()).isEqualTo(8333);
    assertThat(new PlatformSettingsReader(Map.of()).withoutProject()).isEqualTo(settings);
  }

  @Test
  void theFileSaysEverything() {
    assertThat(read(EVERYTHING, Map.of("SMTP_PASSWORD", "from-environment")))
        .isEqualTo(
            new PlatformSettings(
                512L << 20,
                3,
                Optional.of(
                    new DatabaseSettings("jdbc:postgresql://db:5432/lake", "me", "from-file")),
                Optional.of(
                    new S3Settings(
                        Optional.of(URI.create("http://minio:9000")),
                        "eu-central-1",
                        "ak",
                        "sk",
                        false)),
                2L << 30,
                new ObjectPath("lake", "warehouse/"),
                new PlatformSettings.Server("0.0.0.0", 9090, 9333, "mine", "hidden"),
                new ProtocolSettings(4, 9, Duration.ofSeconds(90), Duration.ofMinutes(2)),
                MaintenancePolicies.DEFAULT,
                new HistorySettings(Duration.ofDays(30), 5),
                Optional.of(
                    new SmtpSettings(
                        "mail.example.com",
                        2525,
                        Optional.of("me"),
                        Optional.of("from-environment"),
                        "lake@example.com",
                        SmtpSettings.Security.TLS)),
                Optional.empty()));
  }

  @Test
  void aTrinoIsUsedWhereTheEngineIsTrino() {
    String yaml =
        """
        engine: trino
        trino: {server: "https://trino.example.com", user: ann, password: "${PASSWORD}"}
        """;

    TrinoServer trino = read(yaml, Map.of("PASSWORD", "secret")).trino().orElseThrow();

    assertThat(trino.uri()).isEqualTo(URI.create("https://trino.example.com"));
    assertThat(trino.user()).contains("ann");
    assertThat(trino.password()).contains("secret");
    assertThat(read(yaml, Map.of("LAKEHOUSE_ENGINE", "duckdb", "PASSWORD", "")).trino()).isEmpty();
    assertThat(mistake("engine: trino", Map.of()))
        .contains("'engine: trino' needs 'trino: server'");
    assertThat(mistake("engine: tirno", Map.of())).contains("engine", "trino");
    assertThat(mistake("engine: trino\ntrino: {server: http://t, user: a, password: b}", Map.of()))
        .contains("would be readable on the wire");
  }

  @Test
  void theEnvironmentGoesBeforeTheFile() {
    PlatformSettings settings =
        read(
            EVERYTHING,
            Map.of(
                "LAKEHOUSE_ENGINE_MEMORY", "3gb",
                "LAKEHOUSE_DATABASE_PASSWORD", "from-environment",
                "LAKEHOUSE_STORE_PATH_STYLE", "true",
                "LAKEHOUSE_SERVER_PORT", "7070",
                "LAKEHOUSE_STORE_REGION", "",
                "LAKEHOUSE_UNKNOWN", "x"));

    assertThat(settings.engineMemory()).isEqualTo(3L << 30);
    assertThat(settings.engineThreads()).isEqualTo(3);
    assertThat(settings.database().orElseThrow().password()).isEqualTo("from-environment");
    assertThat(settings.database().orElseThrow().user()).isEqualTo("me");
    assertThat(settings.objectStore().orElseThrow().pathStyle()).isTrue();
    assertThat(settings.objectStore().orElseThrow().region())
        .as("an empty variable is not set")
        .isEqualTo("eu-central-1");
    assertThat(settings.server().port()).isEqualTo(7070);
  }

  @Test
  void theEnvironmentAloneIsEnough() {
    PlatformSettings settings =
        new PlatformSettingsReader(
                Map.of(
                    "LAKEHOUSE_STORE_ACCESS_KEY", "ak",
                    "LAKEHOUSE_STORE_SECRET_KEY", "sk",
                    "LAKEHOUSE_DATABASE_URL", "jdbc:postgresql://db/lake"))
            .withoutProject();

    assertThat(settings.objectStore())
        .as("AWS's own S3, with buckets in the host's name")
        .contains(new S3Settings(Optional.empty(), "us-east-1", "ak", "sk", false));
    assertThat(settings.database())
        .contains(new DatabaseSettings("jdbc:postgresql://db/lake", "lakehouse", ""));
  }

  @Test
  void readsSizes() {
    Map<String, Long> sizes =
        Map.of(
            "64MB", 64L << 20,
            "1 gb", 1L << 30,
            "2TB", 2L << 40,
            "100000KB", 100_000L << 10,
            "1073741824B", 1L << 30);

    sizes.forEach((text, bytes) ->
        assertThat(read("engine: {memory: '%s'}".formatted(text), Map.of()).engineMemory())
            .as(text)
            .isEqualTo(bytes));
  }

  @Test
  void whatIsNoSizeIsRefused() {
    for (String text :
        List.of("lots", "1", "1.5GB", "-1GB", "1GiB", "9999999999999GB", "999999999999TB")) {
      assertThat(mistake("engine: {memory: '%s'}".formatted(text), Map.of()))
          .as(text)
          .contains("lakehouse.yaml:1:18: ")
          .contains("512MB");
      assertThat(mistake("name: x", Map.of("LAKEHOUSE_STORE_CACHE", text)))
          .contains("LAKEHOUSE_STORE_CACHE must be a size such as");
    }
    assertThat(mistake("engine: {memory: 1MB}", Map.of())).contains("lakehouse.yaml:1:18: ");
  }

  @Test
  void mistakesAreNamedAtTheirPlace() {
    Map<String, String> mistakes =
        Map.of(
            "engine: {memroy: 1GB}", ":1:10: unknown setting 'memroy'; did you mean 'memory'?",
            "engin: {memory: 1GB}", ":1:1: unknown setting 'engin'; did you mean 'engine'?",
            "engine: {threads: 0}", ":1:19: ",
            "server: {port: 70000}", ":1:16: ",
            "store: {endpoint: 'localhost:9000', access_key: a, secret_key: b}", ":1:19: ",
            "store: {warehouse: /tmp}", ":1:20: ",
            "store: {access_key: a}", ":1:8: an own S3 needs 'access_key' and 'secret_key'",
            "server: 8080", ":1:9: ");

    mistakes.forEach((yaml, problem) ->
        assertThat(mistake(yaml, Map.of())).as(yaml).contains("lakehouse.yaml" + problem));
  }

  @Test
  void mistakesInTheEnvironmentNameTheVariable() {
    assertThat(mistake("name: x", Map.of("LAKEHOUSE_SERVER_PORT", "http")))
        .startsWith("the environment variable LAKEHOUSE_SERVER_PORT must be ");
    assertThat(mistake("name: x", Map.of("LAKEHOUSE_STORE_ENDPOINT", "localhost")))
        .startsWith("the environment variable LAKEHOUSE_STORE_ENDPOINT must be an address");
    assertThat(mistake("name: x", Map.of("LAKEHOUSE_STORE_SECRET_KEY", "s")))
        .isEqualTo("an own S3 needs 'access_key' and 'secret_key'");
  }

  @Test
  void mailNeedsAServerAnAddressAndWholeCredentials() {
    assertThat(mistake("smtp: {from: me@example.com}", Map.of()))
        .contains("'smtp' needs 'host', the server that takes mail");
    assertThat(mistake("smtp: {host: mail.example.com, user: me}", Map.of()))
        .contains("'smtp' needs 'from'", "'smtp' needs both 'user' and 'password', or neither");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(read(EVERYTHING, Map.of()).toString())
        .contains("db:5432")
        .doesNotContain("from-file", "secret", "sk", "hidden");
  }
}
