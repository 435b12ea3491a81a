package dev.lakehouse.serve.trino;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlException.SqlError;
import java.time.Instant;
import java.util.Optional;

/** Errors that are not the statement's own; names and numbers as in Trino's StandardErrorCode. */
final class QueryErrors {
  private QueryErrors() {}

  static SqlException cancelled() {
    return error("USER_CANCELED", 3, SqlException.Type.USER_ERROR, "Query was canceled", null);
  }

  static SqlException abandoned(String id, Instant lastAccess, Instant now) {
    return error(
        "ABANDONED_QUERY",
        2,
        SqlException.Type.USER_ERROR,
        "Query %s was abandoned by the client, as it may have exited or stopped checking for query results. Query results have not been accessed since %s: currentTime %s"
            .formatted(id, lastAccess, now),
        null);
  }

  static SqlException queueFull(int waiting) {
    return error(
        "QUERY_QUEUE_FULL",
        131074,
        SqlException.Type.INSUFFICIENT_RESOURCES,
        "Too many queued queries: %d are waiting already".formatted(waiting),
        null);
  }

  static SqlException notStarted(Throwable e) {
    return error(
        "GENERIC_INSUFFICIENT_RESOURCES",
        131072,
        SqlException.Type.INSUFFICIENT_RESOURCES,
        "There is no thread to run the query: %s; try again when fewer queries run"
            .formatted(e.getMessage()),
        e);
  }

  static SqlException shuttingDown(String id) {
    return error(
        "SERVER_SHUTTING_DOWN",
        65545,
        SqlException.Type.INTERNAL_ERROR,
        "Server is shutting down. Query %s has been canceled".formatted(id),
        null);
  }

  /** The error of a statement, whatever broke. */
  static SqlException of(Throwable e) {
    return switch (e) {
      case SqlException known -> known;
      case LakehouseException known when known.code().isUserMistake() ->
          error("GENERIC_USER_ERROR", 0, SqlException.Type.USER_ERROR, text(known), known);
      case LakehouseException known ->
          error(
              "GENERIC_INTERNAL_ERROR",
              65536,
              SqlException.Type.INTERNAL_ERROR,
              text(known),
              known);
      default ->
          error(
              "GENERIC_INTERNAL_ERROR",
              65536,
              SqlException.Type.INTERNAL_ERROR,
              "Internal error: " + e,
              e);
    };
  }

  private static String text(LakehouseException e) {
    return e.remedy().map(remedy -> e.getMessage() + ": " + remedy).orElse(e.getMessage());
  }

  private static SqlException error(
      String name, int number, SqlException.Type type, String message, Throwable cause) {
    return new SqlException(new SqlError(name, number, type, Optional.empty()), message, cause);
  }
}
