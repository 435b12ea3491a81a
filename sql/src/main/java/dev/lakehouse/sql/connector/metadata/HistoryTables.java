package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.BooleanType.BOOLEAN;
import static io.trino.spi.type.IntegerType.INTEGER;
import static io.trino.spi.type.TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
import static io.trino.spi.type.VarcharType.VARCHAR;

import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.MapType;
import io.trino.spi.type.TypeOperators;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What became of a table: its snapshots, what its names point to, its metadata files. */
final class HistoryTables {
  private static final long MICROS_PER_MILLI = 1000;

  private HistoryTables() {}

  static MetadataTable snapshots(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("committed_at", TIMESTAMP_TZ_MILLIS),
            column("snapshot_id", BIGINT),
            column("parent_id", BIGINT),
            column("operation", VARCHAR),
            column("manifest_list", VARCHAR),
            column("summary", new MapType(VARCHAR, VARCHAR, new TypeOperators()))),
        (session, rows) -> {
          for (Snapshot snapshot : table.snapshots()) {
            rows.accept(
                Arrays.asList(
                    zoned(session, snapshot.timestampMillis()),
                    snapshot.snapshotId(),
                    snapshot.parentId(),
                    snapshot.operation(),
                    snapshot.manifestListLocation(),
                    snapshot.summary()));
          }
        });
  }

  static MetadataTable history(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("made_current_at", TIMESTAMP_TZ_MILLIS),
            column("snapshot_id", BIGINT),
            column("parent_id", BIGINT),
            column("is_current_ancestor", BOOLEAN)),
        (session, rows) -> {
          Set<Long> ancestors = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
          for (Snapshot snapshot : table.snapshots()) {
            rows.accept(
                Arrays.asList(
                    zoned(session, snapshot.timestampMillis()),
                    snapshot.snapshotId(),
                    snapshot.parentId(),
                    ancestors.contains(snapshot.snapshotId())));
          }
        });
  }

  static MetadataTable refs(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("name", VARCHAR),
            column("type", VARCHAR),
            column("snapshot_id", BIGINT),
            column("max_reference_age_in_ms", BIGINT),
            column("min_snapshots_to_keep", INTEGER),
            column("max_snapshot_age_in_ms", BIGINT)),
        (_, rows) ->
            table
                .refs()
                .forEach((reference, target) ->
                    rows.accept(
                        Arrays.asList(
                            reference,
                            target.isBranch() ? "BRANCH" : "TAG",
                            target.snapshotId(),
                            target.maxRefAgeMs(),
                            target.minSnapshotsToKeep(),
                            target.maxSnapshotAgeMs()))));
  }

  static MetadataTable metadataLog(SchemaTableName name, Table table) {
    return new MetadataTable(
        name,
        List.of(
            column("timestamp", TIMESTAMP_TZ_MILLIS),
            column("file", VARCHAR),
            column("latest_snapshot_id", BIGINT),
            column("latest_schema_id", INTEGER),
            column("latest_sequence_number", BIGINT)),
        (session, rows) ->
            IcebergRows.forEach(
                table,
                MetadataTableType.METADATA_LOG_ENTRIES,
                row -> addLogEntry(session, rows, row)));
  }

  private static void addLogEntry(
      ConnectorSession session, Consumer<List<?>> rows, IcebergRows.Row row) {
    rows.accept(
        Arrays.asList(
            zoned(session, row.get("timestamp", Long.class) / MICROS_PER_MILLI),
            row.get("file", String.class),
            row.get("latest_snapshot_id", Long.class),
            row.get("latest_schema_id", Integer.class),
            row.get("latest_sequence_number", Long.class)));
  }

  private static long zoned(ConnectorSession session, long epochMillis) {
    return DateTimeEncoding.packDateTimeWithZone(epochMillis, session.getTimeZoneKey());
  }
}
