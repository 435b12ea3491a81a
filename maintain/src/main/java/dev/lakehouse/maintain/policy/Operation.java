package dev.lakehouse.maintain.policy;

import java.util.Locale;

/** What is done to a table, in the order in which it is done. */
public enum Operation {
  /** Small files become large ones, deletes are folded. */
  OPTIMIZE,
  /** Old snapshots go, and what only they had. */
  EXPIRE_SNAPSHOTS,
  /** Many small manifests become few. */
  REWRITE_MANIFESTS,
  /** Files that nobody needs go. */
  REMOVE_ORPHAN_FILES,
  /** Metadata files that the table has forgotten go. */
  REMOVE_OLD_METADATA;

  /** True if it deletes files, which a table can forbid ({@code gc.enabled}). */
  public boolean deletesFiles() {
    return this == EXPIRE_SNAPSHOTS || this == REMOVE_ORPHAN_FILES || this == REMOVE_OLD_METADATA;
  }

  /** Its name in settings, on the command line and in the log: {@code expire_snapshots}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
