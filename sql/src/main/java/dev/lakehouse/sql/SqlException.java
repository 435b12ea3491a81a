package dev.lakehouse.sql;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import io.trino.spi.StandardErrorCode;
import java.util.Optional;

/**
 * An error of a statement, as Trino reports it: a name and a code that programs know ({@code
 * COLUMN_NOT_FOUND}, {@code DIVISION_BY_ZERO}), the message, and the place in the text.
 */
public final class SqlException extends LakehouseException {
  private final SqlError error;

  /**
   * What Trino's protocol says of an error.
   *
   * @param name e.g. "SYNTAX_ERROR" (Trino: StandardErrorCode)
   * @param number its number
   * @param type whose fault it is
   * @param location where in the statement, if it has a place
   */
  public record SqlError(String name, int number, Type type, Optional<Location> location) {
    /** That of one of Trino's codes. */
    public static SqlError of(io.trino.spi.ErrorCode code, Optional<Location> location) {
      return new SqlError(
          code.getName(), code.getCode(), Type.valueOf(code.getType().name()), location);
    }

    public SqlError {
      requireNonNull(name, "name is null");
      requireNonNull(type, "type is null");
      requireNonNull(location, "location is null");
    }
  }

  /** A place in a statement; both count from 1. */
  public record Location(int line, int column) {}

  /** Trino's types of errors. */
  public enum Type {
    USER_ERROR,
    INTERNAL_ERROR,
    INSUFFICIENT_RESOURCES,
    EXTERNAL
  }

  public SqlException(SqlError error, String message, Throwable cause) {
    super(code(error), message, Optional.empty(), cause);
    this.error = error;
  }

  /** An error without a place, under one of Trino's codes. */
  public static SqlException of(StandardErrorCode code, String message, Throwable cause) {
    return new SqlException(SqlError.of(code.toErrorCode(), Optional.empty()), message, cause);
  }

  /** What Trino's protocol says of it. */
  public SqlError error() {
    return error;
  }

  private static ErrorCode code(SqlError error) {
    return switch (error.type()) {
      case USER_ERROR -> ErrorCode.INVALID_ARGUMENT;
      case INTERNAL_ERROR -> ErrorCode.INTERNAL;
      case INSUFFICIENT_RESOURCES, EXTERNAL -> ErrorCode.UNAVAILABLE;
    };
  }
}
