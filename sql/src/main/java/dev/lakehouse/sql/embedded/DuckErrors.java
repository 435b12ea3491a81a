package dev.lakehouse.sql.embedded;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.delegate.FunctionErrors;
import dev.lakehouse.sql.trino.TrinoErrors;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an error of DuckDB is called in Trino. */
final class DuckErrors {
  private static final Pattern OVERFLOW =
      Pattern.compile(
          "Overflow in (?<operation>\\w+) of (?<type>\\w+)[^(]*(?:\\(\\d+\\))? ?\\((?<operands>[^)]*)\\)");
  private static final Map<String, String> INTEGERS =
      Map.of("INT8", "tinyint", "INT16", "smallint", "INT32", "integer", "INT64", "bigint");

  private DuckErrors() {}

  static RuntimeException translate(Exception e, StatementControl control) {
    if (control.cancelled().isPresent()) {
      return control.cancelled().get();
    }
    Optional<TrinoException> trino = FunctionErrors.find(e);
    if (trino.isPresent()) {
      return TrinoErrors.translate(trino.get());
    }
    if (e instanceof RuntimeException known && !(e.getCause() instanceof SQLException)) {
      return TrinoErrors.translate(known);
    }
    String message = String.valueOf(e.getMessage());
    return SqlException.of(code(message), text(message), e);
  }

  /** DuckDB's words, or Trino's where Trino has its own for the same. */
  private static String text(String message) {
    switch (code(message)) {
      case SUBQUERY_MULTIPLE_ROWS -> {
        return "Scalar sub-query has returned multiple rows";
      }
      case STACK_OVERFLOW -> {
        return "The statement is too large: an expression in it is nested too deeply";
      }
      default -> {}
    }
    Matcher overflow = OVERFLOW.matcher(message);
    if (!overflow.find()) {
      return message.lines().findFirst().orElse(message);
    }
    String type = INTEGERS.get(overflow.group("type"));
    return type == null
        ? "Decimal overflow"
        : "%s %s overflow: %s"
            .formatted(type, overflow.group("operation"), overflow.group("operands"));
  }

  /** What went wrong in Trino's code that DuckDB called, if that is the cause of an error. */
  static RuntimeException causeOf(SqlException e) {
    return FunctionErrors.find(e).map(TrinoErrors::translate).orElse(e);
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
    if (message.contains("Max expression depth limit")) {
      return StandardErrorCode.STACK_OVERFLOW;
    }
    if (message.startsWith("Out of Memory Error")) {
      return StandardErrorCode.EXCEEDED_LOCAL_MEMORY_LIMIT;
    }
    return StandardErrorCode.GENERIC_INTERNAL_ERROR;
  }
}
