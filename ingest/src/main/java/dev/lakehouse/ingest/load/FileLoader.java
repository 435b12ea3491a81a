package dev.lakehouse.ingest.load;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Loads CSV files into a table: each file's rows replace those that the table has of it, all files
 * in one commit. A file that cannot be read or does not fit fails by itself and leaves its earlier
 * rows alone. Thread-safe.
 */
public final class FileLoader {
  private final Tables tables;
  private final Path workDirectory;
  private final InstantSource clock;

  /**
   * A loader.
   *
   * @param workDirectory where files may be unpacked while they are read
   */
  public FileLoader(Tables tables, Path workDirectory, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.workDirectory = requireNonNull(workDirectory, "workDirectory is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Loads files, also such whose rows the table has already.
   *
   * @param promoteTypes true if a column may get a wider type that keeps its values
   * @param properties properties of the table if it has to be made
   */
  public LoadResult load(
      TableIdentifier table,
      List<InputFile> files,
      CsvOptions options,
      boolean promoteTypes,
      Map<String, String> properties) {
    try (DuckSession session = tables.session()) {
      LoadTarget target =
          new LoadTarget(tables, table, promoteTypes, properties, session, clock.instant());
      return files.size() == 1
          ? new SingleFileLoad(target, files.getFirst(), options, workDirectory).run()
          : new ManyFilesLoad(target, files, options, workDirectory).run();
    }
  }

  /**
   * Loads those files whose rows no commit of the table has yet, by key and content tag: after a
   * crash just before the end there may be nothing left to do.
   */
  public LoadResult loadNew(
      TableIdentifier table,
      List<InputFile> files,
      CsvOptions options,
      boolean promoteTypes,
      Map<String, String> properties) {
    Map<String, String> known = knownTags(table, files);
    List<InputFile> open = new ArrayList<>();
    List<FileOutcome> outcomes = new ArrayList<>();
    for (InputFile file : files) {
      if (file.etag().equals(known.get(file.key()))) {
        outcomes.add(
            FileOutcome.ingested(
                file, countRows(table, file), 0, List.of("the table had its rows already")));
      } else {
        open.add(file);
      }
    }
    if (open.isEmpty()) {
      return new LoadResult(outcomes, OptionalLong.empty(), false, List.of());
    }
    LoadResult loaded = load(table, open, options, promoteTypes, properties);
    outcomes.addAll(loaded.outcomes());
    return new LoadResult(
        outcomes, loaded.snapshotId(), loaded.tableCreated(), loaded.columnsAdded());
  }

  private Map<String, String> knownTags(TableIdentifier table, List<InputFile> files) {
    return tables
        .find(table)
        .map(found ->
            SourceNote.find(found, files.stream().map(InputFile::key).collect(Collectors.toSet())))
        .orElseGet(Map::of);
  }

  private long countRows(TableIdentifier table, InputFile file) {
    Expression ofFile = Expressions.equal(AuditColumns.SOURCE_FILE, file.key());
    try (DuckSession session = tables.session();
        PlannedScan scan = tables.scan(table, ScanRequest.matching(ofFile), session)) {
      return session.number(
          "SELECT count(*) FROM (%s) WHERE %s = %s"
              .formatted(scan.select(), AuditColumns.SOURCE_FILE, SqlText.literal(file.key())));
    }
  }
}
