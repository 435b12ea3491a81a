package dev.lakehouse.maintain.policy;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.TableProperties;

/**
 * What one place says of a policy; each setting can be left open. Immutable.
 *
 * @param operations see {@link MaintenancePolicy}, also for the others
 */
public record PolicySettings(
    Optional<Set<Operation>> operations,
    Optional<Long> fileSizeThreshold,
    Optional<Long> targetFileSize,
    Optional<Integer> minFiles,
    Optional<Integer> deletedPercent,
    Optional<Integer> deleteFiles,
    Optional<Duration> snapshotRetention,
    Optional<Integer> keepLast,
    Optional<Integer> minManifests,
    Optional<Duration> orphanRetention) {
  /** Everything is open. */
  public static final PolicySettings NONE =
      new PolicySettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public PolicySettings {
    requireNonNull(operations, "operations is null");
    requireNonNull(fileSizeThreshold, "fileSizeThreshold is null");
    requireNonNull(targetFileSize, "targetFileSize is null");
    requireNonNull(minFiles, "minFiles is null");
    requireNonNull(deletedPercent, "deletedPercent is null");
    requireNonNull(deleteFiles, "deleteFiles is null");
    requireNonNull(snapshotRetention, "snapshotRetention is null");
    requireNonNull(keepLast, "keepLast is null");
    requireNonNull(minManifests, "minManifests is null");
    requireNonNull(orphanRetention, "orphanRetention is null");
  }

  /**
   * What a table says of itself, with Iceberg's own properties.
   *
   * @throws LakehouseException INVALID_ARGUMENT if one of them is no number of its kind
   */
  static PolicySettings of(Map<String, String> tableProperties) {
    return new PolicySettings(
        Optional.empty(),
        Optional.empty(),
        number(tableProperties, TableProperties.WRITE_TARGET_FILE_SIZE_BYTES),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        number(tableProperties, TableProperties.MAX_SNAPSHOT_AGE_MS).map(Duration::ofMillis),
        number(tableProperties, TableProperties.MIN_SNAPSHOTS_TO_KEEP)
            .map(count -> Math.toIntExact(Math.clamp(count, 1, Integer.MAX_VALUE))),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<Long> number(Map<String, String> properties, String name) {
    return Optional.ofNullable(properties.get(name))
        .map(text -> {
          try {
            return Long.valueOf(text);
          } catch (NumberFormatException e) {
            throw LakehouseException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "the table's property %s is no whole number: '%s'".formatted(name, text),
                    "set it to one, or remove it")
                .causedBy(e);
          }
        });
  }

  /** These settings, and where they leave something open, the others. */
  PolicySettings or(PolicySettings others) {
    return new PolicySettings(
        operations.or(() -> others.operations),
        fileSizeThreshold.or(() -> others.fileSizeThreshold),
        targetFileSize.or(() -> others.targetFileSize),
        minFiles.or(() -> others.minFiles),
        deletedPercent.or(() -> others.deletedPercent),
        deleteFiles.or(() -> others.deleteFiles),
        snapshotRetention.or(() -> others.snapshotRetention),
        keepLast.or(() -> others.keepLast),
        minManifests.or(() -> others.minManifests),
        orphanRetention.or(() -> others.orphanRetention));
  }

  /** The policy, with defaults where something is open. */
  MaintenancePolicy policy() {
    MaintenancePolicy defaults = MaintenancePolicy.DEFAULT;
    return new MaintenancePolicy(
        operations.orElse(defaults.operations()),
        fileSizeThreshold.orElse(defaults.fileSizeThreshold()),
        targetFileSize.orElse(defaults.targetFileSize()),
        minFiles.orElse(defaults.minFiles()),
        deletedPercent.orElse(defaults.deletedPercent()),
        deleteFiles.orElse(defaults.deleteFiles()),
        snapshotRetention.orElse(defaults.snapshotRetention()),
        keepLast.orElse(defaults.keepLast()),
        minManifests.orElse(defaults.minManifests()),
        orphanRetention.orElse(defaults.orphanRetention()));
  }
}
