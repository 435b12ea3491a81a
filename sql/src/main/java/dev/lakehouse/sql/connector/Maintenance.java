package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.maintain.CompactionRules;
import dev.lakehouse.table.maintain.FileCompaction;
import dev.lakehouse.table.maintain.ManifestRewrite;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import io.airlift.units.DataSize;
import io.airlift.units.Duration;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateStatistics;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.util.PropertyUtil;

/** Does what ALTER TABLE … EXECUTE asks for, through the kernel. Thread-safe. */
final class Maintenance {
  private final Tables tables;

  Maintenance(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  void execute(ConnectorSession session, ProcedureCall call) {
    TableIdentifier table = call.table().identifier();
    switch (call.procedure()) {
      case OPTIMIZE -> optimize(call);
      case OPTIMIZE_MANIFESTS -> new ManifestRewrite(tables).rewrite(table, 2);
      case DROP_EXTENDED_STATS -> dropStatistics(table);
      case ROLLBACK_TO_SNAPSHOT -> rollback(call);
      case EXPIRE_SNAPSHOTS ->
          new SnapshotExpiry(tables, InstantSource.system())
              .expire(
                  table,
                  before(session, call, CatalogSessionProperties.EXPIRE_SNAPSHOTS_MIN_RETENTION),
                  keepLast(table));
      case REMOVE_ORPHAN_FILES ->
          new OrphanFiles(tables)
              .remove(
                  table,
                  before(
                      session, call, CatalogSessionProperties.REMOVE_ORPHAN_FILES_MIN_RETENTION));
    }
  }

  private void optimize(ProcedureCall call) {
    DataSize threshold = (DataSize) call.arguments().get(TableProcedure.FILE_SIZE_THRESHOLD);
    try {
      new FileCompaction(tables)
          .compact(
              call.table().identifier(),
              CompactionRules.smallerThan(threshold.toBytes())
                  .where(DomainExpressions.of(call.files())),
              FileCompaction.Progress.none());
    } catch (LakehouseException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        throw new TrinoException(
            StandardErrorCode.NOT_SUPPORTED,
            "Unexpected FilterNode found in plan; probably connector was not able to handle provided"
                + " WHERE expression",
            e);
      }
      throw e;
    }
  }

  /** As Iceberg does it, and with it Trino. */
  private int keepLast(TableIdentifier table) {
    return PropertyUtil.propertyAsInt(
        tables.load(table).properties(),
        TableProperties.MIN_SNAPSHOTS_TO_KEEP,
        TableProperties.MIN_SNAPSHOTS_TO_KEEP_DEFAULT);
  }

  private void dropStatistics(TableIdentifier identifier) {
    tables
        .definitions()
        .change(
            identifier,
            transaction -> {
              UpdateStatistics update = transaction.updateStatistics();
              for (StatisticsFile file : transaction.table().statisticsFiles()) {
                update.removeStatistics(file.snapshotId());
              }
              update.commit();
            });
  }

  private void rollback(ProcedureCall call) {
    Object snapshot = call.arguments().get(TableProcedure.SNAPSHOT_ID);
    if (snapshot == null) {
      throw new TrinoException(
          StandardErrorCode.INVALID_PROCEDURE_ARGUMENT,
          "Required procedure argument '%s' is missing".formatted(TableProcedure.SNAPSHOT_ID));
    }
    tables.references().setCurrent(call.table().identifier(), (long) snapshot);
  }

  /** The time from before which things go, which is never too near. */
  private static Instant before(
      ConnectorSession session, ProcedureCall call, String minimumProperty) {
    Duration retention = (Duration) call.arguments().get(TableProcedure.RETENTION_THRESHOLD);
    Duration minimum = session.getProperty(minimumProperty, Duration.class);
    if (retention.compareTo(minimum) < 0) {
      throw new TrinoException(
          StandardErrorCode.INVALID_PROCEDURE_ARGUMENT,
          ("Retention specified (%s) is shorter than the minimum retention configured in the"
                  + " system (%s). Minimum retention can be changed with iceberg.%s configuration"
                  + " property or iceberg.%s session property")
              .formatted(
                  retention,
                  minimum,
                  minimumProperty
                      .replace("_min_retention", ".min-retention")
                      .replace('_', '-')
                      .toLowerCase(Locale.ROOT),
                  minimumProperty));
    }
    return session.getStart().minusMillis(retention.toMillis());
  }
}
