package dev.lakehouse.sql.trino;

import static io.trino.spi.type.VarcharType.VARCHAR;
import static io.trino.util.Reflection.methodHandle;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.SqlException;
import io.trino.connector.system.KillQueryProcedure;
import io.trino.spi.QueryId;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.procedure.Procedure;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The procedure {@code system.runtime.kill_query}, with the arguments, the errors and their words
 * that it has in Trino. Thread-safe.
 */
public final class KillQuery {
  private static final MethodHandle KILL =
      methodHandle(KillQuery.class, "kill", String.class, String.class);

  private final QueryList queries;

  private KillQuery(QueryList queries) {
    this.queries = requireNonNull(queries, "queries is null");
  }

  static Procedure of(QueryList queries) {
    return new Procedure(
        "runtime",
        "kill_query",
        List.of(
            new Procedure.Argument("QUERY_ID", VARCHAR),
            new Procedure.Argument("MESSAGE", VARCHAR, false, null)),
        KILL.bindTo(new KillQuery(queries)));
  }

  /**
   * Called by Trino.
   *
   * @param id null if the statement says NULL
   * @param message null if none is given
   */
  public void kill(String id, String message) {
    if (id == null) {
      throw new TrinoException(
          StandardErrorCode.INVALID_PROCEDURE_ARGUMENT, "query_id cannot be null");
    }
    switch (queries.kill(parsed(id), error(message))) {
      case KILLED -> {}
      case NOT_RUNNING ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED, "Target query is not running: " + id);
      case NOT_FOUND ->
          throw new TrinoException(StandardErrorCode.NOT_FOUND, "Target query not found: " + id);
    }
  }

  private static String parsed(String id) {
    try {
      return QueryId.valueOf(id).getId();
    } catch (IllegalArgumentException e) {
      throw new TrinoException(StandardErrorCode.INVALID_PROCEDURE_ARGUMENT, e);
    }
  }

  private static SqlException error(String message) {
    return SqlException.of(
        StandardErrorCode.ADMINISTRATIVELY_KILLED,
        KillQueryProcedure.createKillQueryException(message).getMessage(),
        null);
  }
}
