package dev.lakehouse.app.doctor;

import static java.util.Objects.requireNonNull;

/**
 * What one look at the machine found.
 *
 * @param subject what was looked at ("port 8080")
 * @param verdict whether it will do
 * @param detail what was found and, if it will not do, the remedy
 */
public record Finding(String subject, Verdict verdict, String detail) {
  /** Whether something will do. */
  public enum Verdict {
    /** It will. */
    OK,
    /** It will for some work, but not for all. */
    WARNING,
    /** It will not. */
    PROBLEM
  }

  /** Refuses missing parts. */
  public Finding {
    requireNonNull(subject, "subject is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(detail, "detail is null");
  }

  static Finding ok(String subject, String detail) {
    return new Finding(subject, Verdict.OK, detail);
  }

  static Finding warning(String subject, String detail) {
    return new Finding(subject, Verdict.WARNING, detail);
  }

  static Finding problem(String subject, String detail) {
    return new Finding(subject, Verdict.PROBLEM, detail);
  }
}
