package dev.lakehouse.table;

import java.util.OptionalLong;

/**
 * What a change did.
 *
 * @param snapshotId the snapshot that carries it; empty if there was nothing to commit
 * @param alreadyApplied true if an earlier commit with the same token had done it, in which case
 *     the counts are 0
 * @param created true if it made the table
 * @param rowsAdded rows that came, those that replace others among them
 * @param rowsRemoved rows that went, replaced ones among them
 * @param filesAdded data files that came
 */
public record ChangeResult(
    OptionalLong snapshotId,
    boolean alreadyApplied,
    boolean created,
    long rowsAdded,
    long rowsRemoved,
    int filesAdded) {}
