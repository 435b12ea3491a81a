package dev.lakehouse.sql.connector;

import static io.trino.plugin.base.session.PropertyMetadataUtil.dataSizeProperty;
import static io.trino.plugin.base.session.PropertyMetadataUtil.durationProperty;
import static io.trino.spi.connector.TableProcedureExecutionMode.coordinatorOnly;
import static io.trino.spi.connector.TableProcedureExecutionMode.distributedWithFilteringAndRepartitioning;
import static io.trino.spi.session.PropertyMetadata.longProperty;

import io.airlift.units.DataSize;
import io.airlift.units.Duration;
import io.trino.spi.connector.TableProcedureExecutionMode;
import io.trino.spi.connector.TableProcedureMetadata;
import io.trino.spi.session.PropertyMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The procedures of ALTER TABLE … EXECUTE, with the arguments that they have in Trino. */
public enum TableProcedure {
  /** Rewrites small files and folds deletes. */
  OPTIMIZE,
  /** Rewrites the manifests. */
  OPTIMIZE_MANIFESTS,
  /** Drops what ANALYZE has found out. */
  DROP_EXTENDED_STATS,
  /** Makes an earlier snapshot the current one. */
  ROLLBACK_TO_SNAPSHOT,
  /** Forgets old snapshots. */
  EXPIRE_SNAPSHOTS,
  /** Deletes files that no snapshot knows. */
  REMOVE_ORPHAN_FILES;

  static final String FILE_SIZE_THRESHOLD = "file_size_threshold";
  static final String RETENTION_THRESHOLD = "retention_threshold";
  static final String SNAPSHOT_ID = "snapshot_id";

  private static final DataSize SMALL_FILE = DataSize.of(100, DataSize.Unit.MEGABYTE);
  private static final Duration WEEK = Duration.valueOf("7d");

  static Set<TableProcedureMetadata> all() {
    return Arrays.stream(values())
        .map(procedure ->
            new TableProcedureMetadata(
                procedure.name(), procedure.executionMode(), procedure.arguments()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private TableProcedureExecutionMode executionMode() {
    return this == OPTIMIZE ? distributedWithFilteringAndRepartitioning() : coordinatorOnly();
  }

  private List<PropertyMetadata<?>> arguments() {
    return switch (this) {
      case OPTIMIZE ->
          List.of(
              dataSizeProperty(
                  FILE_SIZE_THRESHOLD,
                  "Only compact files smaller than given threshold in bytes",
                  SMALL_FILE,
                  false));
      case ROLLBACK_TO_SNAPSHOT -> List.of(longProperty(SNAPSHOT_ID, "Snapshot ID", null, false));
      case EXPIRE_SNAPSHOTS ->
          List.of(
              durationProperty(
                  RETENTION_THRESHOLD,
                  "Only snapshots older than threshold should be removed",
                  WEEK,
                  false));
      case REMOVE_ORPHAN_FILES ->
          List.of(
              durationProperty(
                  RETENTION_THRESHOLD,
                  "Files older than threshold should be removed",
                  WEEK,
                  false));
      case OPTIMIZE_MANIFESTS, DROP_EXTENDED_STATS -> List.of();
    };
  }
}
