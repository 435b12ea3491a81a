package dev.lakehouse.table.maintain;

/**
 * How much a compaction does at once.
 *
 * @param bytesACommit after so many bytes of rewritten files there is a commit: what is lost if the
 *     process dies is the work since the last one
 * @param groupsACommit the same for groups of files
 * @param filesAPlan so many files are held in memory; what is left waits for the next plan
 */
record CompactionLimits(long bytesACommit, int groupsACommit, int filesAPlan) {
  static final CompactionLimits USUAL = new CompactionLimits(2L << 30, 1000, 50_000);
}
