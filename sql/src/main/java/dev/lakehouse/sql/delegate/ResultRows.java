package dev.lakehouse.sql.delegate;

import static io.trino.spi.StandardErrorCode.USER_CANCELED;

import dev.lakehouse.table.duckdb.Cancellation;
import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.spi.TrinoException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;

/**
 * The rows of a query of DuckDB, fetched chunk by chunk while DuckDB computes the next ones, so
 * that a result of any size takes little memory. Belongs to one thread, but for {@link #cancel}.
 */
public final class ResultRows implements AutoCloseable {
  // DuckDB's driver keeps to itself what a failed stream needs: after its first chunk a failed
  // result just ends.
  private static final MethodHandle CHECK_ERROR = method(DuckDBChunkedResult.class, "checkError");

  // DuckDB's driver gives chunks of prepared statements only, and a plan that reads Parquet files
  // is
  // made again when it is executed. What a parameter stands for is unknown until then, so that the
  // query is bound and optimized once.
  private static final String LATE = "FROM query(?)";

  private final DuckDBPreparedStatement statement;
  private final List<ResultDecoder> columns;
  private final Cancellation cancellation;
  private DuckDBChunkedResult result;

  /**
   * Prepares a query; it begins to run with the first {@link #next}.
   *
   * @param session which runs nothing else until this is closed
   */
  public ResultRows(DuckSession session, String sql, List<ResultDecoder> columns)
      throws SQLException {
    this.cancellation = session.cancellation();
    this.columns = List.copyOf(columns);
    try {
      this.statement = session.connection().unwrap(DuckDBConnection.class).prepare(LATE);
    } catch (SQLException e) {
      throw translate(e);
    }
    try {
      statement.setString(1, sql);
    } catch (SQLException | RuntimeException | Error e) {
      statement.close();
      throw e;
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
    try {
      return cancellation.run(this::chunk);
    } catch (Cancellation.CancelledException e) {
      throw cancelled(e);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private List<List<Object>> chunk() throws SQLException {
    if (result == null) {
      result = statement.query();
    }
    if (!result.nextChunk()) {
      call(CHECK_ERROR, result);
      return List.of();
    }
    return ResultDecoder.rows(columns, result.chunk());
  }

  /** Stops the query from any thread; returns when it has stopped. */
  public void cancel() {
    cancellation.cancel();
  }

  /** How far DuckDB is; empty once this is closed. For any thread. */
  public Optional<QueryProgress> progress() {
    try {
      return Optional.of(statement.getQueryProgress());
    } catch (SQLException ended) {
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
    if (cancellation.isCancelled()) {
      throw cancelled(failure);
    }
    FunctionErrors.find(failure)
        .ifPresent(error -> {
          throw error;
        });
    return failure;
  }

  private static TrinoException cancelled(Exception cause) {
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
