package dev.lakehouse.app.platform;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * All that a lake holds, in a form that can be compared: what two runs at different times leave is
 * equal.
 *
 * @param tables the columns of each table and behind them its rows as text, sorted, but for the
 *     time of the ingestion
 * @param watermark the watermark of the source {@code sales}
 */
record LakeState(SortedMap<String, List<String>> tables, Optional<String> watermark) {
  private static final Set<String> TIMES_OF_INGESTION = Set.of("_ingested_at", "ingested_at");

  LakeState {
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  /** The rows of a table. */
  List<String> rows(String table) {
    return tables.get(table).subList(1, tables.get(table).size());
  }

  static LakeState read(Lake lake, Platform platform) {
    SortedMap<String, List<String>> tables = new TreeMap<>();
    try (DuckSession session = platform.tables().session()) {
      for (TableIdentifier table : platform.tables().list()) {
        tables.put(table.toString(), rows(platform, table, session));
      }
    }
    CsvContractSource sales =
        (CsvContractSource)
            new ProjectReader(new SettingsReader(Map.of()))
                .read(lake.project())
                .sources()
                .get("sales");
    return new LakeState(tables, platform.contracts().watermark(sales).get());
  }

  private static List<String> rows(Platform platform, TableIdentifier table, DuckSession session) {
    try (PlannedScan scan = platform.tables().scan(table, ScanRequest.all(), session)) {
      Map<String, String> columns = session.describe(scan.select());
      List<String> compared =
          columns.keySet().stream().filter(name -> !TIMES_OF_INGESTION.contains(name)).toList();
      List<String> rows =
          new ArrayList<>(
              session.query(
                  "SELECT %s FROM (%s)"
                      .formatted(
                          String.join(", ", compared.stream().map(SqlText::name).toList()),
                          scan.select()),
                  row -> {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= compared.size(); i++) {
                      values.add(String.valueOf(row.getString(i)));
                    }
                    return String.join("|", values);
                  }));
      Collections.sort(rows);
      rows.addFirst(columns.toString());
      return rows;
    }
  }

  /** The snapshots of every table, each of which is read through. */
  static SortedMap<String, List<Long>> readableSnapshots(Platform platform) {
    SortedMap<String, List<Long>> snapshots = new TreeMap<>();
    try (DuckSession session = platform.tables().session()) {
      for (TableIdentifier identifier : platform.tables().list()) {
        Table table = platform.tables().load(identifier);
        List<Long> ids = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
          ids.add(snapshot.snapshotId());
          try (PlannedScan scan =
              platform
                  .tables()
                  .scan(
                      identifier,
                      ScanRequest.of(new SnapshotSelector.ById(snapshot.snapshotId())),
                      session)) {
            session.execute("SELECT count(COLUMNS(*)) FROM (%s)".formatted(scan.select()));
          }
        }
        snapshots.put(identifier.toString(), ids);
      }
    }
    return snapshots;
  }
}
