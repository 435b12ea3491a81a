package dev.lakehouse.sql.delegate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorType;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes Trino's errors through DuckDB, which passes on nothing but a message (and that only up to
 * its first NUL): code and message are written into it, and read out of it again.
 */
public final class FunctionErrors {
  private static final Pattern FORM =
      Pattern.compile("trino-error:([0-9]+):([A-Z_]+):([A-Z_0-9]+):([A-Za-z0-9+/=]*):");

  private FunctionErrors() {}

  /** What DuckDB is given. */
  @SuppressWarnings("serial")
  static final class Carried extends RuntimeException {
    private Carried(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static Carried carry(Throwable failure) {
    ErrorCode code =
        switch (failure) {
          case TrinoException trino -> trino.getErrorCode();
          case StackOverflowError _ -> StandardErrorCode.STACK_OVERFLOW.toErrorCode();
          case OutOfMemoryError _ -> StandardErrorCode.EXCEEDED_LOCAL_MEMORY_LIMIT.toErrorCode();
          default -> StandardErrorCode.GENERIC_INTERNAL_ERROR.toErrorCode();
        };
    String message =
        Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.getClass().getName());
    return new Carried(
        "trino-error:%d:%s:%s:%s:"
            .formatted(
                code.getCode(),
                code.getType(),
                code.getName(),
                Base64.getEncoder().encodeToString(message.getBytes(UTF_8))),
        failure);
  }

  /** The error of Trino's that an error of DuckDB's carries; empty if it is DuckDB's own. */
  public static Optional<TrinoException> find(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Matcher matcher = FORM.matcher(String.valueOf(each.getMessage()));
      if (matcher.find()) {
        ErrorCode code =
            new ErrorCode(
                Integer.parseInt(matcher.group(1)),
                matcher.group(3),
                ErrorType.valueOf(matcher.group(2)));
        String message = new String(Base64.getDecoder().decode(matcher.group(4)), UTF_8);
        return Optional.of(new TrinoException(() -> code, message, failure));
      }
    }
    return Optional.empty();
  }
}
