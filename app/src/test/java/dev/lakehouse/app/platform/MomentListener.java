package dev.lakehouse.app.platform;

/** Is told of the moments of a process, which stands still until the answer. Thread-safe. */
@FunctionalInterface
interface MomentListener {
  /** What becomes of the process. */
  enum Answer {
    GO_ON,
    /** It is killed. */
    KILL,
    /** Its connection to the database is cut; only for a moment of the database. */
    CUT,
    /** What it asks is sent, and then its connection is cut at once. */
    SEND_AND_CUT
  }

  Answer reached(Moment moment);

  /** Lets the process go on each time. */
  static MomentListener none() {
    return moment -> Answer.GO_ON;
  }
}
