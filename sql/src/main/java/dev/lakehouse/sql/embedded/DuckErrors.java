package dev.lakehouse.sql.embedded;

import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.delegate.FunctionErrors;
import dev.lakehouse.sql.trino.TrinoErrors;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.Optional;

/** What an error of DuckDB is called in Trino. */
final class DuckErrors {
  private DuckErrors() {}

  static RuntimeException translate(Exception e, StatementControl control) {
    if (control.isCancelled()) {
      return TrinoErrors.of(StandardErrorCode.USER_CANCELED, "Query was canceled", e);
    }
    Optional<TrinoException> trino = FunctionErrors.find(e);
    if (trino.isPresent()) {
      return TrinoErrors.translate(trino.get());
    }
    String message = String.valueOf(e.getMessage());
    return TrinoErrors.of(code(message), message.lines().findFirst().orElse(message), e);
  }

  private static StandardErrorCode code(String message) {
    if (message.startsWith("Out of Range Error") || message.contains("Overflow in")) {
      return StandardErrorCode.NUMERIC_VALUE_OUT_OF_RANGE;
    }
    if (message.startsWith("Conversion Error")) {
      return message.contains("out of range")
          ? StandardErrorCode.NUMERIC_VALUE_OUT_OF_RANGE
          : StandardErrorCode.INVALID_CAST_ARGUMENT;
    }
    if (message.contains("More than one row returned by a subquery")) {
      return StandardErrorCode.SUBQUERY_MULTIPLE_ROWS;
    }
    if (message.startsWith("Out of Memory Error")) {
      return StandardErrorCode.EXCEEDED_LOCAL_MEMORY_LIMIT;
    }
    return StandardErrorCode.GENERIC_INTERNAL_ERROR;
  }
}
