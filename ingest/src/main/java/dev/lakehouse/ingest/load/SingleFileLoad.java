package dev.lakehouse.ingest.load;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.CsvFile;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.csv.CsvQuarantine;
import dev.lakehouse.ingest.csv.CsvRows;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.duckdb.SqlErrors;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Loads one file: straight from its text into the table's files, whatever its size. */
final class SingleFileLoad {
  private final LoadTarget target;
  private final InputFile file;
  private final CsvOptions options;
  private final Path workDirectory;

  SingleFileLoad(LoadTarget target, InputFile file, CsvOptions options, Path workDirectory) {
    this.target = target;
    this.file = file;
    this.options = options;
    this.workDirectory = workDirectory;
  }

  LoadResult run() {
    try (CsvFile csv =
        CsvFile.open(
            target.session().connection(), file.path(), file.key(), options, workDirectory)) {
      Optional<LoadResult> result = Optional.empty();
      // A second time if a value at the end of a large file showed that the types are others.
      while (result.isEmpty()) {
        ColumnPlan plan = ColumnPlan.of(csv.columns(), target);
        result = csv.load(plan.declared(csv.columns()), rows -> commit(plan, rows));
      }
      return result.get();
    } catch (LakehouseException e) {
      return new LoadResult(
          List.of(FileErrors.outcome(file, e)), OptionalLong.empty(), false, List.of());
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot load " + file.key(), e);
    }
  }

  /** Empty if the rows turned out to have other types than were planned for. */
  private Optional<LoadResult> commit(ColumnPlan plan, CsvRows rows) throws SQLException {
    if (!plan.fits(rows.columns())) {
      return Optional.empty();
    }
    long quarantined = rows.quarantine().map(CsvQuarantine::rows).orElse(0L);
    target
        .quarantine()
        .replace(
            List.of(file.key()), rows.quarantine().map(CsvQuarantine::select).stream().toList());
    List<String> notes = new ArrayList<>();
    plan.renamed(rows.columns()).ifPresent(notes::add);
    String select =
        plan.select(rows.select(), AuditColumns.selectItems(file.key(), target.ingestedAt()));
    ChangeResult change =
        FileErrors.lettingSqlThrough(() -> target.replace(List.of(file), plan.fields(), select));
    return Optional.of(
        new LoadResult(
            List.of(FileOutcome.ingested(file, change.rowsAdded(), quarantined, notes)),
            change.snapshotId(),
            change.created(),
            target.added(plan.fields())));
  }
}
