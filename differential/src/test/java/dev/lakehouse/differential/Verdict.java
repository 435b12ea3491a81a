package dev.lakehouse.differential;

/**
 * What comes of comparing two outcomes.
 *
 * @param detail in one line what differs; empty if nothing does
 */
record Verdict(Kind kind, String detail) {
  /** From the worst to the best. */
  enum Kind {
    WRONG_ROWS("other rows than Trino's", true),
    NO_ERROR("runs where Trino fails", true),
    WRONG_ORDER("rows in another order", true),
    WRONG_TYPE("columns of another type", true),
    WRONG_NAME("columns of another name", true),
    WRONG_UPDATE("another update type, count or session", true),
    HANG("did not end in time", true),
    CRASH("the engine broke", true),
    OTHER_ERROR("another error than Trino's", true),
    REQUIRED("refused, but required", true),
    CORPUS("Trino itself does something else than the corpus says", true),
    TRINO_BROKE("Trino breaks with an internal error or does not end", false),
    OTHER_MESSAGE("the same error with another message or place", false),
    KNOWN("differs, as the corpus says", false),
    REFUSED("refused by name", false),
    SAME("the same", false);

    private final String words;
    private final boolean failure;

    Kind(String words, boolean failure) {
      this.words = words;
      this.failure = failure;
    }

    /** For people. */
    String words() {
      return words;
    }

    /** True if the suite fails because of it. */
    boolean isFailure() {
      return failure;
    }
  }

  static Verdict same() {
    return new Verdict(Kind.SAME, "");
  }
}
