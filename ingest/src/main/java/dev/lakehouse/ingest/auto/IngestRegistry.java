package dev.lakehouse.ingest.auto;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.write.ValueRows;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * Which files have been ingested: the table {@code _ingest_registry}, which gets a row for each
 * file that a scan took up, in one append a scan. The newest row of a file is the one that counts.
 */
final class IngestRegistry {
  /** The name of the table. */
  static final String TABLE = "_ingest_registry";

  private static final Schema SCHEMA =
      new Schema(
          required(1, "file_key", Types.StringType.get()),
          optional(2, "etag", Types.StringType.get()),
          optional(3, "table_name", Types.StringType.get()),
          optional(4, "row_count", Types.LongType.get()),
          optional(5, "status", Types.StringType.get()),
          optional(6, "ingested_at", Types.TimestampType.withZone()),
          optional(7, "error_message", Types.StringType.get()),
          optional(8, "file_size", Types.LongType.get()),
          optional(9, "modified_at", Types.TimestampType.withZone()));

  /** A row of the registry. */
  record Entry(
      String fileKey,
      String etag,
      String table,
      long rows,
      boolean succeeded,
      Optional<String> error,
      long size,
      Instant modified) {
    /** The values of the columns. */
    private List<?> values(Instant ingestedAt) {
      return Arrays.asList(
          fileKey,
          etag,
          table,
          rows,
          succeeded ? "success" : "failed",
          ingestedAt,
          error.orElse(null),
          size,
          modified);
    }
  }

  private final Tables tables;
  private final TableIdentifier identifier;

  IngestRegistry(Tables tables, Namespace namespace) {
    this.tables = tables;
    this.identifier = TableIdentifier.of(namespace, TABLE);
  }

  /** The newest row of each file. */
  Map<String, Entry> load() {
    Map<String, Entry> entries = new HashMap<>();
    if (tables.find(identifier).isEmpty()) {
      return entries;
    }
    try (DuckSession session = tables.session();
        PlannedScan scan = tables.scan(identifier, ScanRequest.all(), session)) {
      session.query(
          """
          SELECT file_key, etag, table_name, row_count, status, error_message, file_size,
            epoch_us(modified_at)
          FROM (%s)
          QUALIFY row_number() OVER (PARTITION BY file_key ORDER BY ingested_at DESC) = 1\
          """
              .formatted(scan.select()),
          row ->
              entries.put(
                  row.getString(1),
                  new Entry(
                      row.getString(1),
                      row.getString(2),
                      row.getString(3),
                      row.getLong(4),
                      row.getString(5).equals("success"),
                      Optional.ofNullable(row.getString(6)),
                      row.getLong(7),
                      Instant.EPOCH.plusNanos(row.getLong(8) * 1000))));
    }
    return entries;
  }

  /** Adds the rows of one scan. */
  void append(List<Entry> entries, Instant ingestedAt) {
    if (entries.isEmpty()) {
      return;
    }
    try (DuckSession session = tables.session()) {
      tables.apply(
          identifier,
          TableChange.of(
                  new RowChange.Append(
                      ValueRows.of(
                          session,
                          SCHEMA,
                          entries.stream().map(entry -> entry.values(ingestedAt)).toList())))
              .creating(TableDefinition.of(SCHEMA)));
    }
  }
}
