package dev.lakehouse.sql.remote;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import io.trino.client.ClientException;
import io.trino.client.Column;
import io.trino.client.QueryError;
import io.trino.client.QueryStatusInfo;
import io.trino.client.StatementClient;
import io.trino.client.StatementStats;
import io.trino.spi.StandardErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A statement on a Trino server: asks for page after page as its rows are fetched. */
final class RemoteResult implements SqlResult {
  private final TrinoServer server;
  private final Supplier<StatementClient> starter;
  private final StatementControl control;
  private final Consumer<RemoteResult> ended;
  private final Deque<List<Object>> rows = new ArrayDeque<>();
  private volatile StatementClient client;
  private List<Column> columns = List.of();
  private SessionUpdate update = SessionUpdate.nothing();

  /**
   * @param starter sends the statement
   * @param ended is told when the statement holds nothing any more
   */
  RemoteResult(
      TrinoServer server,
      Supplier<StatementClient> starter,
      StatementControl control,
      Consumer<RemoteResult> ended) {
    this.server = requireNonNull(server, "server is null");
    this.starter = requireNonNull(starter, "starter is null");
    this.control = requireNonNull(control, "control is null");
    this.ended = requireNonNull(ended, "ended is null");
  }

  /** Waits until the statement has rows or has ended; to its end if it changes something. */
  void begin() {
    if (control.cancelled().isPresent()) {
      throw cancelled();
    }
    StatementClient started = asking(starter);
    client = started;
    control.attach(() -> progress(started.getStats()), started::close);
    takePage();
    while (rows.isEmpty() || updateType().isPresent()) {
      if (!nextPage()) {
        return;
      }
    }
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public List<List<Object>> fetch(int most) {
    if (most <= 0) {
      throw new IllegalArgumentException("most is not positive: " + most);
    }
    while (rows.isEmpty()) {
      if (!nextPage()) {
        return List.of();
      }
    }
    List<List<Object>> fetched = new ArrayList<>(Math.min(most, rows.size()));
    while (fetched.size() < most && !rows.isEmpty()) {
      fetched.add(rows.remove());
    }
    return fetched;
  }

  @Override
  public Optional<String> updateType() {
    return Optional.ofNullable(status().getUpdateType());
  }

  @Override
  public OptionalLong updateCount() {
    return status().getUpdateCount();
  }

  @Override
  public SessionUpdate sessionUpdate() {
    return update;
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    ended.accept(this);
  }

  private QueryStatusInfo status() {
    return client.isRunning() ? client.currentStatusInfo() : client.finalStatusInfo();
  }

  /** False after the last page. */
  private boolean nextPage() {
    if (!asking(client::advance)) {
      if (client.isClientAborted()) {
        throw cancelled();
      }
      failIfFailed(client.finalStatusInfo());
      ended.accept(this);
      return false;
    }
    takePage();
    return true;
  }

  private void takePage() {
    if (!client.isRunning()) {
      throw cancelled();
    }
    QueryStatusInfo status = client.currentStatusInfo();
    failIfFailed(status);
    if (status.getColumns() != null) {
      columns = List.copyOf(status.getColumns());
    }
    WireRows.of(client.currentData()).forEach(rows::add);
    // Each answer tells only its own part of what changes, so that later ones would hide it.
    update = merged(update, client);
  }

  private <T> T asking(Supplier<T> request) {
    try {
      return request.get();
    } catch (ClientException e) {
      throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "Trino at " + server.uri() + " does not let us in: " + e.getMessage(),
              "Check the user, the password and the trusted certificates of the connection.")
          .causedBy(e);
    } catch (RuntimeException e) {
      if (control.cancelled().isPresent()) {
        throw cancelled();
      }
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "Trino at " + server.uri() + " does not answer: " + RootCause.message(e),
              "Check that the server runs and that its address is right.")
          .causedBy(e);
    }
  }

  private static SessionUpdate merged(SessionUpdate before, StatementClient client) {
    return new SessionUpdate(
        client.getSetCatalog().or(before::catalog),
        client.getSetSchema().or(before::schema),
        client
            .getSetPath()
            .filter(path -> !path.isEmpty())
            .map(path -> String.join(",", path))
            .or(before::path),
        client.getSetSessionProperties(),
        client.getResetSessionProperties(),
        client.getAddedPreparedStatements(),
        client.getDeallocatedPreparedStatements());
  }

  private static StatementProgress progress(StatementStats stats) {
    return new StatementProgress(
        stats.getProgressPercentage().orElse(-100) / 100, stats.getProcessedRows());
  }

  private static void failIfFailed(QueryStatusInfo status) {
    QueryError error = status.getError();
    if (error == null) {
      return;
    }
    Optional<SqlException.Location> location =
        Optional.ofNullable(error.getErrorLocation())
            .map(
                place -> new SqlException.Location(place.getLineNumber(), place.getColumnNumber()));
    throw new SqlException(
        new SqlException.SqlError(
            error.getErrorName(),
            error.getErrorCode(),
            SqlException.Type.valueOf(error.getErrorType()),
            location),
        error.getMessage(),
        Optional.ofNullable(error.getFailureInfo()).map(info -> info.toException()).orElse(null));
  }

  /** What it was cancelled with; without that, the engine was closed. */
  private SqlException cancelled() {
    return control
        .cancelled()
        .orElseGet(
            () -> SqlException.of(StandardErrorCode.USER_CANCELED, "Query was canceled", null));
  }
}
