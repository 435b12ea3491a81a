package dev.lakehouse.maintain.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a table is maintained.
 *
 * @param operations what is done if nothing else is asked for
 * @param fileSizeThreshold files of fewer bytes are small
 * @param targetFileSize how many bytes the files have that small ones become
 * @param minFiles so many small files in a partition are put together; at least 2
 * @param deletedPercent a large file is rewritten if so many percent of its rows are deleted
 * @param deleteFiles or if so many delete files apply to it; at least 1
 * @param snapshotRetention snapshots that are younger stay
 * @param keepLast so many snapshots of each branch stay in any case; at least 1
 * @param minManifests so many small manifests are rewritten; at least 2
 * @param orphanRetention files that are younger stay, whether anybody needs them or not
 */
public record MaintenancePolicy(
    Set<Operation> operations,
    long fileSizeThreshold,
    long targetFileSize,
    int minFiles,
    int deletedPercent,
    int deleteFiles,
    Duration snapshotRetention,
    int keepLast,
    int minManifests,
    Duration orphanRetention) {
  /** What holds where nothing is said. */
  public static final MaintenancePolicy DEFAULT =
      new MaintenancePolicy(
          EnumSet.allOf(Operation.class),
          100L << 20,
          512L << 20,
          2,
          10,
          10,
          Duration.ofDays(7),
          1,
          10,
          Duration.ofDays(7));

  public MaintenancePolicy {
    operations =
        operations.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(operations));
    requireNonNull(snapshotRetention, "snapshotRetention is null");
    requireNonNull(orphanRetention, "orphanRetention is null");
  }
}
