package dev.lakehouse.sql.trino;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlException.SqlError;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.sql.parser.ParsingException;
import java.util.Optional;

/** Makes our errors out of Trino's. */
public final class TrinoErrors {
  private TrinoErrors() {}

  /** The error to report for an exception. */
  public static RuntimeException translate(RuntimeException e) {
    return switch (e) {
      case SqlException known -> known;
      case ParsingException parsing ->
          new SqlException(
              SqlError.of(
                  StandardErrorCode.SYNTAX_ERROR.toErrorCode(),
                  Optional.of(
                      new SqlException.Location(
                          parsing.getLineNumber(), parsing.getColumnNumber()))),
              parsing.getMessage(),
              e);
      case TrinoException trino ->
          new SqlException(
              SqlError.of(
                  trino.getErrorCode(),
                  trino
                      .getLocation()
                      .map(place ->
                          new SqlException.Location(
                              place.getLineNumber(), place.getColumnNumber()))),
              trino.getMessage(),
              e);
      case LakehouseException ours -> SqlException.of(code(ours.code()), ours.getMessage(), ours);
      default ->
          SqlException.of(
              StandardErrorCode.GENERIC_INTERNAL_ERROR, String.valueOf(e.getMessage()), e);
    };
  }

  /** A statement that needs more of a stack or a heap than there is; the process goes on. */
  static SqlException translate(VirtualMachineError e) {
    return SqlException.of(
        e instanceof StackOverflowError
            ? StandardErrorCode.STACK_OVERFLOW
            : StandardErrorCode.EXCEEDED_LOCAL_MEMORY_LIMIT,
        "The statement is too large: " + e.getMessage(),
        e);
  }

  private static StandardErrorCode code(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, INVALID_DATA -> StandardErrorCode.GENERIC_USER_ERROR;
      case NOT_FOUND -> StandardErrorCode.NOT_FOUND;
      case ALREADY_EXISTS -> StandardErrorCode.ALREADY_EXISTS;
      case CONFLICT -> StandardErrorCode.TRANSACTION_CONFLICT;
      case UNAVAILABLE, COMMIT_STATE_UNKNOWN, INTERNAL -> StandardErrorCode.GENERIC_INTERNAL_ERROR;
    };
  }
}
