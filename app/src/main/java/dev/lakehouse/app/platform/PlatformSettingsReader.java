package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.base.settings.SettingsScalar;
import dev.lakehouse.maintain.policy.PolicyReader;
import dev.lakehouse.pipeline.callback.SmtpSettings;
import dev.lakehouse.pipeline.run.HistorySettings;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.sql.remote.TrinoServer;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the settings of a platform from {@code lakehouse.yaml}; an environment variable goes before
 * the file: {@code LAKEHOUSE_ENGINE_MEMORY} stands for {@code engine: memory:}.
 */
public final class PlatformSettingsReader {
  private static final String VARIABLE_PREFIX = "LAKEHOUSE_";
  private static final String LOOPBACK = "127.0.0.1";
  private static final SettingType<Long> MEMORY =
      new SettingType<>(
          text ->
              SettingType.SIZE
                  .parse()
                  .apply(text)
                  .filter(size -> size >= DuckDbSettings.SMALLEST_MEMORY),
          "a size of 64MB or more, such as 512MB or 2GB",
          List.of(),
          1L << 30);
  private static final SettingType<Long> PORT = SettingType.integerBetween(0, 65_535);
  private static final SettingType<Long> THREADS = SettingType.integerBetween(1, 1024);
  private static final SettingType<Long> QUERIES = SettingType.integerBetween(1, 10_000);
  private static final SettingType<Long> KEEP_LAST = SettingType.integerBetween(0, 1_000_000);
  private static final SettingType<Duration> TIME =
      new SettingType<>(
          text -> SettingType.DURATION_OF_TIME.parse().apply(text).filter(Duration::isPositive),
          "a length of time such as 90s, 5m or 1h",
          List.of(),
          Duration.ofMinutes(1));
  private static final SettingType<URI> ADDRESS =
      new SettingType<>(
          PlatformSettingsReader::address,
          "an address such as http://host:9000",
          List.of(),
          URI.create("http://localhost"));
  private static final SettingType<ObjectPath> PREFIX =
      new SettingType<>(
          PlatformSettingsReader::objectPath,
          "a place in the object store such as s3://bucket/prefix/",
          List.of(),
          new ObjectPath("bucket", ""));

  private final Map<String, String> environment;

  /** A reader that knows the given environment variables. */
  public PlatformSettingsReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The settings of a project.
   *
   * @throws LakehouseException INVALID_ARGUMENT with all that is wrong in the file
   */
  public PlatformSettings read(Path file) {
    return new SettingsReader(environment).read(file, this::settings);
  }

  /** The settings where there is no project. */
  public PlatformSettings withoutProject() {
    return new SettingsReader(environment).parse("the environment", "{}", this::settings);
  }

  private PlatformSettings settings(SettingsMapping root) {
    root.optionalText("name");
    boolean isTrino = engine(root) == Engine.TRINO;
    Group engine =
        new Group("engine", namesEngine(root) ? Optional.empty() : root.optionalMapping("engine"));
    Group store = new Group("store", root.optionalMapping("store"));
    return new PlatformSettings(
        engine.value("memory", MEMORY).orElse(1L << 30),
        engine
            .value("threads", THREADS)
            .map(Math::toIntExact)
            .orElseGet(() -> Runtime.getRuntime().availableProcessors()),
        database(new Group("database", root.optionalMapping("database"))),
        objectStore(store),
        store.value("cache", SettingType.SIZE).orElse(10L << 30),
        store.value("warehouse", PREFIX).orElseGet(() -> new ObjectPath("lakehouse-warehouse", "")),
        server(new Group("server", root.optionalMapping("server"))),
        queries(new Group("queries", root.optionalMapping("queries"))),
        PolicyReader.read(root.optionalMapping("maintenance")),
        history(new Group("runs", root.optionalMapping("runs"))),
        mail(root.optionalMapping("smtp")),
        trino(new Group("trino", root.optionalMapping("trino")), isTrino));
  }

  private Optional<TrinoServer> trino(Group group, boolean used) {
    Optional<URI> server = group.value("server", ADDRESS);
    Optional<String> user = group.value("user", SettingType.TEXT);
    Optional<String> password = group.value("password", SettingType.TEXT);
    Optional<Path> trustStore = group.value("trust_store", SettingType.TEXT).map(Path::of);
    Optional<String> trustStorePassword = group.value("trust_store_password", SettingType.TEXT);
    if (!used) {
      return Optional.empty();
    }
    if (server.isEmpty()) {
      group.reject("'engine: trino' needs 'trino: server', such as https://trino.example.com");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TrinoServer(server.get(), user, password, trustStore, trustStorePassword));
    } catch (LakehouseException e) {
      group.reject(e.getMessage());
      return Optional.empty();
    }
  }

  /** What runs SQL. */
  private enum Engine {
    DUCKDB,
    TRINO
  }

  /** {@code engine: trino}; without a name, or with DuckDB's settings there, it is DuckDB. */
  private Engine engine(SettingsMapping root) {
    SettingType<Engine> type = SettingType.oneOf(Engine.class);
    Optional<Engine> inFile =
        namesEngine(root) ? root.optionalValue("engine", type) : Optional.empty();
    return variable(VARIABLE_PREFIX + "ENGINE", type).or(() -> inFile).orElse(Engine.DUCKDB);
  }

  private static boolean namesEngine(SettingsMapping root) {
    return root.optionalNode("engine").filter(SettingsScalar.class::isInstance).isPresent();
  }

  private <T> Optional<T> variable(String name, SettingType<T> type) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> !text.isEmpty())
        .map(text ->
            type.parse()
                .apply(text)
                .orElseThrow(() ->
                    LakehouseException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "the environment variable %s must be %s"
                            .formatted(name, type.expected()))));
  }

  private static HistorySettings history(Group group) {
    HistorySettings defaults = HistorySettings.DEFAULT;
    return new HistorySettings(
        group.value("keep", SettingType.DURATION_OF_TIME).orElse(defaults.keep()),
        group.value("keep_last", KEEP_LAST).map(Math::toIntExact).orElse(defaults.keepLast()));
  }

  private Optional<SmtpSettings> mail(Optional<SettingsMapping> mapping) {
    Group group = new Group("smtp", mapping);
    Optional<String> host = group.value("host", SettingType.TEXT);
    Optional<Long> port = group.value("port", PORT);
    Optional<String> user = group.value("user", SettingType.TEXT);
    Optional<String> password = group.value("password", SettingType.TEXT);
    Optional<String> from = group.value("from", SettingType.TEXT);
    Optional<SmtpSettings.Security> tls =
        group.value("tls", SettingType.oneOf(SmtpSettings.Security.class));
    if (host.isEmpty()) {
      mapping.ifPresent(smtp -> smtp.reject("'smtp' needs 'host', the server that takes mail"));
      return Optional.empty();
    }
    if (from.isEmpty()) {
      group.reject("'smtp' needs 'from', the address that mail is sent from");
    }
    if (user.isPresent() != password.isPresent()) {
      group.reject("'smtp' needs both 'user' and 'password', or neither");
    }
    SmtpSettings.Security security = tls.orElse(SmtpSettings.Security.STARTTLS);
    return Optional.of(
        new SmtpSettings(
            host.get(),
            port.map(Math::toIntExact).orElse(security.port()),
            user,
            password,
            from.orElse(""),
            security));
  }

  private static ProtocolSettings queries(Group group) {
    ProtocolSettings defaults = ProtocolSettings.DEFAULT;
    return new ProtocolSettings(
        group.value("at_once", QUERIES).map(Math::toIntExact).orElse(defaults.maxRunning()),
        group.value("queued", QUERIES).map(Math::toIntExact).orElse(defaults.maxQueued()),
        group.value("abandoned_after", TIME).orElse(defaults.abandonedAfter()),
        group.value("results_kept", TIME).orElse(defaults.resultsKept()));
  }

  private static PlatformSettings.Server server(Group group) {
    String host = group.value("host", SettingType.TEXT).orElse(LOOPBACK);
    Optional<String> accessKey = group.value("access_key", SettingType.TEXT);
    Optional<String> secretKey = group.value("secret_key", SettingType.TEXT);
    if (!isLoopback(host) && (accessKey.isEmpty() || secretKey.isEmpty())) {
      group.reject(
          "a server that others can reach (host %s) needs its own 'access_key' and 'secret_key'"
              .formatted(host));
    }
    return new PlatformSettings.Server(
        host,
        group.value("port", PORT).map(Math::toIntExact).orElse(8080),
        group.value("s3_port", PORT).map(Math::toIntExact).orElse(8333),
        accessKey.orElse("lakehouse_access_key"),
        secretKey.orElse("lakehouse_secret_key"));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private static Optional<DatabaseSettings> database(Group group) {
    Optional<String> url = group.value("url", SettingType.TEXT);
    String user = group.value("user", SettingType.TEXT).orElse("lakehouse");
    String password = group.value("password", SettingType.TEXT).orElse("");
    return url.map(address -> new DatabaseSettings(address, user, password));
  }

  private static Optional<S3Settings> objectStore(Group group) {
    Optional<URI> endpoint = group.value("endpoint", ADDRESS);
    Optional<String> accessKey = group.value("access_key", SettingType.TEXT);
    Optional<String> secretKey = group.value("secret_key", SettingType.TEXT);
    String region = group.value("region", SettingType.TEXT).orElse("us-east-1");
    Optional<Boolean> pathStyle = group.value("path_style", SettingType.BOOL);
    if (accessKey.isEmpty() && secretKey.isEmpty() && endpoint.isEmpty()) {
      return Optional.empty();
    }
    if (accessKey.isEmpty() || secretKey.isEmpty()) {
      group.reject("an own S3 needs 'access_key' and 'secret_key'");
    }
    return Optional.of(
        new S3Settings(
            endpoint,
            region,
            accessKey.orElse(""),
            secretKey.orElse(""),
            pathStyle.orElse(endpoint.isPresent())));
  }

  /** A group of settings that the environment can change. */
  private final class Group {
    private final String name;
    private final Optional<SettingsMapping> mapping;

    private Group(String name, Optional<SettingsMapping> mapping) {
      this.name = requireNonNull(name, "name is null");
      this.mapping = mapping;
    }

    <T> Optional<T> value(String setting, SettingType<T> type) {
      Optional<T> inFile = mapping.flatMap(group -> group.optionalValue(setting, type));
      String variable = VARIABLE_PREFIX + (name + "_" + setting).toUpperCase(Locale.ROOT);
      return variable(variable, type).or(() -> inFile);
    }

    void reject(String message) {
      mapping.ifPresentOrElse(
          group -> group.reject(message),
          () -> {
            throw LakehouseException.of(ErrorCode.INVALID_ARGUMENT, message);
          });
    }
  }

  private static Optional<URI> address(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static Optional<ObjectPath> objectPath(String text) {
    try {
      return Optional.of(ObjectPath.parse(text));
    } catch (LakehouseException notOne) {
      return Optional.empty();
    }
  }
}
