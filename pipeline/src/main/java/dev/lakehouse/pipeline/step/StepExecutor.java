package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.auto.ScanReport;
import dev.lakehouse.ingest.contract.ContractCheck;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.contract.UpsertResult;
import dev.lakehouse.ingest.load.FileOutcome;
import dev.lakehouse.ingest.load.LoadResult;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Watermark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/** Does what steps declare. Thread-safe. */
public final class StepExecutor {
  private final ContractIngest contracts;
  private final FolderIngest folders;

  public StepExecutor(ContractIngest contracts, FolderIngest folders) {
    this.contracts = requireNonNull(contracts, "contracts is null");
    this.folders = requireNonNull(folders, "folders is null");
  }

  /**
   * Does a step. Doing it again after a crash has the same end.
   *
   * @param progress is told in a few words how far it is
   * @throws dev.lakehouse.base.error.LakehouseException if it fails as a whole
   */
  public StepReport execute(StepAction action, Consumer<String> progress) {
    return switch (action) {
      case StepAction.ValidateCsv(CsvContractSource source) ->
          validated(contracts.validate(source));
      case StepAction.UploadCsv(CsvContractSource source) ->
          StepReport.done(
              "%s → %s".formatted(source.path().getFileName(), contracts.upload(source)));
      case StepAction.CreateNamespace(CsvContractSource source) ->
          contracts.createNamespace(source)
              ? StepReport.done("made " + source.table().namespace())
              : StepReport.skipped(source.table().namespace() + " is there");
      case StepAction.CreateTable(CsvContractSource source) ->
          contracts.createTable(source)
              ? StepReport.done("made " + source.table())
              : StepReport.skipped(source.table() + " is there");
      case StepAction.UpsertCsv(CsvContractSource source) ->
          upserted(source, contracts.upsert(source));
      case StepAction.ShowWatermark(CsvContractSource source) -> watermark(source);
      case StepAction.IngestFolder(CsvFolderSource source) ->
          scanned(folders.scan(source, progress));
    };
  }

  private static StepReport validated(ContractCheck check) {
    return StepReport.done(
        "%,d rows, %d columns%s"
            .formatted(
                check.rows(),
                check.columns(),
                check.badRows() == 0 ? "" : ", %,d bad rows".formatted(check.badRows())));
  }

  private static StepReport upserted(CsvContractSource source, UpsertResult result) {
    List<String> notes = new ArrayList<>();
    if (result.superseded() > 0) {
      notes.add(
          "%,d rows left out: the file has their key once more, and the rule is '%s'"
              .formatted(result.superseded(), source.duplicates().name().toLowerCase(Locale.ROOT)));
    }
    if (result.quarantined() > 0) {
      notes.add(
          "%,d rows set aside in %s__quarantine".formatted(result.quarantined(), source.table()));
    }
    if (result.snapshotId().isEmpty()) {
      return new StepReport(
          StepReport.Status.SKIPPED,
          result.watermark().map(mark -> "no rows after " + mark).orElse("the file has no rows"),
          notes);
    }
    return new StepReport(
        StepReport.Status.DONE,
        "%,d rows inserted, %,d updated, snapshot %d"
            .formatted(result.inserted(), result.updated(), result.snapshotId().getAsLong()),
        notes);
  }

  private StepReport watermark(CsvContractSource source) {
    Watermark watermark = source.watermark().orElseThrow();
    return contracts
        .watermark(source)
        .get()
        .map(mark -> StepReport.done("%s = %s".formatted(watermark.variable(), mark)))
        .orElseGet(() -> StepReport.skipped(watermark.variable() + " is not set"));
  }

  private static StepReport scanned(ScanReport report) {
    List<String> notes = new ArrayList<>(report.notes());
    long ingested = 0;
    long failed = 0;
    long rows = 0;
    for (Map.Entry<TableIdentifier, LoadResult> entry : report.loads().entrySet()) {
      LoadResult load = entry.getValue();
      notes.add(tableNote(entry.getKey(), load));
      for (FileOutcome outcome : load.outcomes()) {
        if (outcome.succeeded()) {
          ingested++;
          rows += outcome.rows();
        } else {
          failed++;
          notes.add("%s failed: %s".formatted(outcome.file().key(), outcome.error().orElseThrow()));
        }
        outcome.notes().forEach(note -> notes.add(outcome.file().key() + ": " + note));
      }
    }
    report
        .ignored()
        .forEach(key -> notes.add(key + " ignored: it is no CSV file in a folder of its own"));
    String summary =
        "%,d files: %,d ingested (%,d rows), %,d unchanged%s"
            .formatted(
                report.listed(),
                ingested,
                rows,
                report.unchanged(),
                failed == 0 ? "" : ", %,d failed".formatted(failed));
    StepReport.Status status =
        failed > 0
            ? StepReport.Status.FAILED
            : ingested == 0 ? StepReport.Status.SKIPPED : StepReport.Status.DONE;
    return new StepReport(status, summary, notes);
  }

  private static String tableNote(TableIdentifier table, LoadResult load) {
    long rows = load.outcomes().stream().mapToLong(FileOutcome::rows).sum();
    long quarantined = load.outcomes().stream().mapToLong(FileOutcome::quarantined).sum();
    StringBuilder note = new StringBuilder("%s: %,d rows".formatted(table, rows));
    if (load.tableCreated()) {
      note.append(", table made");
    } else if (!load.columnsAdded().isEmpty()) {
      note.append(", columns added: ").append(String.join(", ", load.columnsAdded()));
    }
    if (quarantined > 0) {
      note.append(", %,d rows set aside in %s__quarantine".formatted(quarantined, table));
    }
    return note.toString();
  }
}
