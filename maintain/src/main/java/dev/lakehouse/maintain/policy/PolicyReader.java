package dev.lakehouse.maintain.policy;

import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the group {@code maintenance:} of {@code lakehouse.yaml}. */
public final class PolicyReader {
  /** Trino's minimum: who goes below it has to say so. */
  private static final Duration LEAST_ORPHAN_RETENTION = Duration.ofDays(7);

  private static final String ORPHANS = "remove_orphan_files";
  private static final String RETENTION = "retention";

  private final Duration leastOrphanRetention;

  private PolicyReader(Duration leastOrphanRetention) {
    this.leastOrphanRetention = leastOrphanRetention;
  }

  /**
   * The policies; the defaults if the group is not there. What is wrong is reported to the mapping.
   */
  public static MaintenancePolicies read(Optional<SettingsMapping> settings) {
    return settings.map(PolicyReader::read).orElse(MaintenancePolicies.DEFAULT);
  }

  private static MaintenancePolicies read(SettingsMapping settings) {
    Duration least =
        settings
            .optionalMapping(ORPHANS)
            .flatMap(orphans -> orphans.optionalDuration("min_retention"))
            .orElse(LEAST_ORPHAN_RETENTION);
    PolicyReader reader = new PolicyReader(least);
    PolicySettings ofAll = reader.settings(settings);
    Map<String, PolicySettings> ofTables = new LinkedHashMap<>();
    settings
        .mappingsByName("tables")
        .forEach((name, table) -> {
          if (!name.contains(".")) {
            table.reject(
                "'%s' is no name of a table; write it as namespace.table, such as lakehouse.%s"
                    .formatted(name, name));
          }
          ofTables.put(withoutCatalog(name), reader.settings(table));
        });
    return new MaintenancePolicies(ofAll, ofTables);
  }

  private static String withoutCatalog(String name) {
    return name.startsWith("iceberg.") && name.indexOf('.') != name.lastIndexOf('.')
        ? name.substring("iceberg.".length())
        : name;
  }

  private PolicySettings settings(SettingsMapping settings) {
    Optional<SettingsMapping> optimize = settings.optionalMapping("optimize");
    Optional<SettingsMapping> expire = settings.optionalMapping("expire_snapshots");
    Optional<SettingsMapping> manifests = settings.optionalMapping("rewrite_manifests");
    Optional<SettingsMapping> orphans = settings.optionalMapping(ORPHANS);
    return new PolicySettings(
        operations(settings),
        size(optimize, "file_size_threshold"),
        size(optimize, "target_file_size"),
        count(optimize, "min_files", 2, 10_000),
        count(optimize, "deleted_percent", 0, 100),
        count(optimize, "delete_files", 1, 10_000),
        expire.flatMap(group -> group.optionalDuration(RETENTION)),
        count(expire, "keep_last", 1, 1_000_000),
        count(manifests, "min_manifests", 2, 10_000),
        orphans.flatMap(this::orphanRetention));
  }

  private static Optional<Set<Operation>> operations(SettingsMapping settings) {
    return settings
        .optionalList("operations")
        .map(list -> list.values(SettingType.oneOf(Operation.class)))
        .map(PolicyReader::set);
  }

  private static Set<Operation> set(List<Operation> operations) {
    return operations.isEmpty() ? EnumSet.noneOf(Operation.class) : EnumSet.copyOf(operations);
  }

  private static Optional<Long> size(Optional<SettingsMapping> group, String name) {
    return group.flatMap(settings -> settings.optionalValue(name, SettingType.SIZE));
  }

  private static Optional<Integer> count(
      Optional<SettingsMapping> group, String name, int least, int most) {
    return group
        .flatMap(settings -> settings.optionalValue(name, SettingType.integerBetween(least, most)))
        .map(Math::toIntExact);
  }

  private Optional<Duration> orphanRetention(SettingsMapping orphans) {
    Optional<Duration> retention = orphans.optionalDuration(RETENTION);
    if (retention.filter(time -> time.compareTo(leastOrphanRetention) < 0).isPresent()) {
      orphans.reject(
          RETENTION,
          "'retention' is shorter than the minimum of %s: a file that another engine is about to"
                  .formatted(text(leastOrphanRetention))
              + " commit could be taken for an orphan. If no write takes so long, set"
              + " 'maintenance: remove_orphan_files: min_retention' as well");
    }
    return retention;
  }

  private static String text(Duration time) {
    return time.toDays() > 0 && time.equals(Duration.ofDays(time.toDays()))
        ? time.toDays() + "d"
        : time.toSeconds() + "s";
  }
}
