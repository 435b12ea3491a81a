package dev.lakehouse.ingest.load;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.CsvColumn;
import dev.lakehouse.ingest.csv.CsvFile;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.csv.CsvQuarantine;
import dev.lakehouse.ingest.csv.CsvRows;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlErrors;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Loads several files in one commit. Each is first read into a temporary table of its own, under
 * types that all of them agree on, so that one that does not fit can be left out.
 */
final class ManyFilesLoad {
  private final LoadTarget target;
  private final List<InputFile> files;
  private final CsvOptions options;
  private final Path workDirectory;
  private final List<FileOutcome> outcomes = new ArrayList<>();

  ManyFilesLoad(LoadTarget target, List<InputFile> files, CsvOptions options, Path workDirectory) {
    this.target = target;
    this.files = files;
    this.options = options;
    this.workDirectory = workDirectory;
  }

  /** A file's rows in a temporary table. */
  private record Staged(String table, FileOutcome outcome, ColumnPlan plan, List<String> badRows) {}

  LoadResult run() {
    Map<InputFile, CsvFile> open = new LinkedHashMap<>();
    List<Staged> staged = new ArrayList<>();
    try {
      for (InputFile file : files) {
        open(file, open);
      }
      Map<String, Type> types = commonTypes(open.values().stream().map(CsvFile::columns).toList());
      for (Map.Entry<InputFile, CsvFile> entry : open.entrySet()) {
        stage(entry.getKey(), entry.getValue(), types, staged);
      }
      return staged.isEmpty()
          ? new LoadResult(outcomes, OptionalLong.empty(), false, List.of())
          : commit(staged);
    } finally {
      open.values().forEach(CsvFile::close);
      staged.forEach(file -> target.session().execute("DROP TABLE IF EXISTS " + file.table()));
    }
  }

  private void open(InputFile file, Map<InputFile, CsvFile> open) {
    try {
      CsvFile csv =
          CsvFile.open(
              target.session().connection(), file.path(), file.key(), options, workDirectory);
      open.put(file, csv);
      csv.inferWholeFile();
    } catch (LakehouseException e) {
      outcomes.add(FileErrors.outcome(file, e));
      CsvFile failed = open.remove(file);
      if (failed != null) {
        failed.close();
      }
    }
  }

  private static Map<String, Type> commonTypes(List<List<CsvColumn>> files) {
    Map<String, Type> types = new HashMap<>();
    for (List<CsvColumn> columns : files) {
      Map<String, String> names =
          SanitizedNames.ofColumns(columns.stream().map(CsvColumn::name).toList());
      for (CsvColumn column : columns) {
        types.merge(names.get(column.name()), column.type(), ColumnTypes::common);
      }
    }
    return types;
  }

  private void stage(InputFile file, CsvFile csv, Map<String, Type> types, List<Staged> staged) {
    String table = "staged_" + staged.size();
    try {
      ColumnPlan plan = ColumnPlan.of(csv.columns(), types, target);
      staged.add(csv.load(plan.declared(csv.columns()), rows -> stage(file, plan, rows, table)));
    } catch (LakehouseException e) {
      target.session().execute("DROP TABLE IF EXISTS " + table);
      outcomes.add(FileErrors.outcome(file, e));
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot read " + file.key(), e);
    }
  }

  private Staged stage(InputFile file, ColumnPlan plan, CsvRows rows, String table)
      throws SQLException {
    DuckSession session = target.session();
    String select =
        plan.select(rows.select(), AuditColumns.selectItems(file.key(), target.ingestedAt()));
    FileErrors.lettingSqlThrough(
        () -> session.execute("CREATE OR REPLACE TEMP TABLE %s AS %s".formatted(table, select)));
    List<String> notes = new ArrayList<>();
    plan.renamed(rows.columns()).ifPresent(notes::add);
    return new Staged(
        table,
        FileOutcome.ingested(
            file,
            session.number("SELECT count(*) FROM " + table),
            rows.quarantine().map(CsvQuarantine::rows).orElse(0L),
            notes),
        plan,
        rows.quarantine().map(CsvQuarantine::select).stream().toList());
  }

  private LoadResult commit(List<Staged> staged) {
    List<FileOutcome> loaded = staged.stream().map(Staged::outcome).toList();
    target
        .quarantine()
        .replace(
            loaded.stream().map(outcome -> outcome.file().key()).toList(),
            staged.stream().flatMap(file -> file.badRows().stream()).toList());
    Map<String, NestedField> columns = new LinkedHashMap<>();
    for (Staged file : staged) {
      for (NestedField field : file.plan().fields()) {
        columns.computeIfAbsent(
            field.name(), name -> NestedField.optional(columns.size() + 1, name, field.type()));
      }
    }
    List<NestedField> fields = List.copyOf(columns.values());
    ChangeResult change =
        target.replace(
            loaded.stream().map(FileOutcome::file).toList(),
            fields,
            staged.stream()
                .map(file -> "SELECT * FROM " + file.table())
                .collect(Collectors.joining(" UNION ALL BY NAME ")));
    outcomes.addAll(loaded);
    return new LoadResult(outcomes, change.snapshotId(), change.created(), target.added(fields));
  }
}
