package dev.lakehouse.sql.delegate;

import static com.google.common.util.concurrent.Uninterruptibles.tryAcquireUninterruptibly;
import static io.trino.spi.StandardErrorCode.USER_CANCELED;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.trino.spi.TrinoException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a query of DuckDB, fetched chunk by chunk while DuckDB computes the next ones, so
 * that a result of any size takes little memory. Belongs to one thread, but for {@link #cancel}.
 */
public final class ResultRows implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultRows.class);
  private static final long INTERRUPT_MILLIS = 10;
  // DuckDB's driver keeps to itself what a failed or cancelled stream needs: after its first chunk
  // a failed result just ends, and a statement that is being fetched cannot be cancelled.
  private static final MethodHandle CHECK_ERROR = method(DuckDBChunkedResult.class, "checkError");
  private static final MethodHandle INTERRUPT = method(DuckDBConnection.class, "interrupt");

  private final DuckDBConnection connection;
  private final DuckDBPreparedStatement statement;
  private final List<ResultDecoder> columns;
  private final Semaphore working = new Semaphore(1);
  private volatile boolean cancelled;
  private DuckDBChunkedResult result;

  /**
   * Prepares a query; it begins to run with the first {@link #next}.
   *
   * @param connection which runs nothing else until this is closed
   */
  public ResultRows(Connection connection, String sql, List<ResultDecoder> columns)
      throws SQLException {
    this.connection = connection.unwrap(DuckDBConnection.class);
    this.columns = List.copyOf(columns);
    try {
      this.statement = (DuckDBPreparedStatement) this.connection.prepareStatement(sql);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private static MethodHandle method(Class<?> type, String name) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVirtual(type, name, MethodType.methodType(void.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DuckDB's driver is of another version", e);
    }
  }

  /**
   * The next rows, in the form of Trino's client protocol; none after the last.
   *
   * @throws TrinoException for an error of Trino's code, and if this was cancelled
   * @throws SQLException for an error of DuckDB's own
   */
  public List<List<Object>> next() throws SQLException {
    working.acquireUninterruptibly();
    try {
      if (cancelled) {
        throw cancelled(null);
      }
      if (result == null) {
        result = statement.query();
      }
      if (!result.nextChunk()) {
        call(CHECK_ERROR, result);
        return List.of();
      }
      return ResultDecoder.rows(columns, result.chunk());
    } catch (SQLException e) {
      throw translate(e);
    } finally {
      working.release();
    }
  }

  /** Stops the query from any thread; returns when it has stopped. */
  public void cancel() throws SQLException {
    cancelled = true;
    // DuckDB forgets an interrupt that comes before the query has begun.
    while (!tryAcquireUninterruptibly(working, INTERRUPT_MILLIS, MILLISECONDS)) {
      call(INTERRUPT, connection);
    }
    working.release();
  }

  /** How much of the query is done, from 0 to 1; negative if DuckDB cannot tell. */
  public double progress() {
    return seen().map(progress -> progress.getPercentage() / 100).orElse(-1.0);
  }

  /** How many rows DuckDB has read so far. */
  public long rowsProcessed() {
    return seen().map(QueryProgress::getRowsProcessed).orElse(0L);
  }

  /** Empty once the query is over: who asks is another thread than the one that closes it. */
  private Optional<QueryProgress> seen() {
    try {
      return Optional.of(statement.getQueryProgress());
    } catch (SQLException e) {
      log.trace("a query that is over has no progress", e);
      return Optional.empty();
    }
  }

  private static void call(MethodHandle method, Object target) throws SQLException {
    try {
      method.invoke(target);
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private SQLException translate(SQLException failure) {
    if (cancelled) {
      throw cancelled(failure);
    }
    FunctionErrors.find(failure)
        .ifPresent(error -> {
          throw error;
        });
    return failure;
  }

  private static TrinoException cancelled(SQLException cause) {
    return new TrinoException(USER_CANCELED, "Query was canceled", cause);
  }

  @Override
  public void close() throws SQLException {
    if (result != null) {
      result.close();
    }
    statement.close();
  }
}
