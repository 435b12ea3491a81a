package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What is answered instead of what was asked for. */
public record ErrorBody(Details error) {
  public ErrorBody {
    requireNonNull(error, "error is null");
  }

  /**
   * What went wrong.
   *
   * @param code that for programs, such as {@code not_found}
   * @param message that in words
   * @param remedy what can be done about it
   */
  public record Details(String code, String message, Optional<String> remedy) {
    public Details {
      requireNonNull(code, "code is null");
      requireNonNull(message, "message is null");
      requireNonNull(remedy, "remedy is null");
    }
  }
}
