package dev.lakehouse.sql.remote;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import io.trino.client.ClientSession;
import io.trino.client.OkHttpUtil;
import io.trino.client.StatementClientFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/**
 * Runs statements on a real Trino server, unchanged. Holds one page of a result at a time; the
 * server makes the next when it is asked for. Thread-safe.
 *
 * <p>A server that can't be reached, or does not know us, is a {@link
 * dev.lakehouse.base.error.LakehouseException}; what the server says of a statement is a {@link
 * dev.lakehouse.sql.SqlException}.
 */
public final class TrinoEngine implements SqlEngine {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  // The server answers a poll within a second; a page of rows takes longer on a slow line.
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);
  private static final io.airlift.units.Duration RETRY_LIMIT =
      io.airlift.units.Duration.valueOf("30s");
  private static final String SOURCE = "lakehouse";

  private final TrinoServer server;
  private final OkHttpClient http;
  private final Set<RemoteResult> open = ConcurrentHashMap.newKeySet();

  public TrinoEngine(TrinoServer server) {
    this.server = requireNonNull(server, "server is null");
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(READ_TIMEOUT)
            .writeTimeout(READ_TIMEOUT);
    server
        .password()
        .ifPresent(password ->
            builder.addInterceptor(OkHttpUtil.basicAuth(server.user().orElseThrow(), password)));
    if (server.uri().getScheme().equals("https")) {
      encrypt(builder, server);
    } else {
      // Without this it would read all certificates that Java trusts, for nothing.
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    }
    this.http = builder.build();
  }

  private static void encrypt(OkHttpClient.Builder builder, TrinoServer server) {
    OkHttpUtil.setupSsl(
        builder,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        server.trustStore().map(path -> path.toString()),
        server.trustStorePassword(),
        Optional.empty(),
        false);
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    requireNonNull(control, "control is null");
    RemoteResult result =
        new RemoteResult(
            server,
            () ->
                StatementClientFactory.newStatementClient(http, http, clientSession(session), sql),
            control,
            open::remove);
    open.add(result);
    try {
      result.begin();
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    return result;
  }

  private ClientSession clientSession(SqlSession session) {
    ClientSession.Builder builder =
        ClientSession.builder()
            .server(server.uri())
            .user(Optional.of(server.user().orElse(session.user())))
            .source(session.source().orElse(SOURCE))
            .path(session.path().map(List::of).orElse(List.of()))
            .timeZone(session.currentTimeZone())
            .locale(session.locale())
            .properties(session.properties())
            .preparedStatements(session.preparedStatements())
            .clientRequestTimeout(RETRY_LIMIT);
    session.catalog().ifPresent(builder::catalog);
    session.schema().ifPresent(builder::schema);
    return builder.build();
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(RemoteResult::close);
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
