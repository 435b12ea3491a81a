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
import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.ingest.source.Watermark;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/** Does the steps that work with CSV files. Thread-safe. */
final class CsvSteps {
  private final ContractIngest contracts;
  private final FolderIngest folders;
  private final QualitySteps quality;

  CsvSteps(ContractIngest contracts, FolderIngest folders, QualitySteps quality) {
    this.quality = requireNonNull(quality, "quality is null");
    this.contracts = requireNonNull(contracts, "contracts is null");
    this.folders = requireNonNull(folders, "folders is null");
  }

  StepReport execute(StepAction.OnContract action, StepContext context) {
    CsvContractSource source = source(action.input(), context);
    return switch (action) {
      case StepAction.ValidateCsv _ -> validated(contracts.validate(source));
      case StepAction.UploadCsv _ ->
          StepReport.done(
              "%s → %s".formatted(source.path().getFileName(), contracts.upload(source)));
      case StepAction.CreateNamespace _ ->
          contracts.createNamespace(source)
              ? StepReport.done("namespace %s made".formatted(source.table().namespace()))
              : StepReport.idle("there already: " + source.table().namespace());
      case StepAction.CreateTable _ ->
          contracts.createTable(source)
              ? StepReport.done("table %s made".formatted(source.table()))
              : StepReport.idle("there already: " + source.table());
      case StepAction.UpsertCsv(_, var checks) ->
          checks
              .map(suite ->
                  quality.published(
                      suite, context, branch -> upserted(source, contracts.upsert(source, branch))))
              .orElseGet(() -> upserted(source, contracts.upsert(source)));
      case StepAction.ShowWatermark _ -> watermark(source);
    };
  }

  StepReport ingest(CsvFolderSource source, Consumer<String> progress) {
    return scanned(source, folders.scan(source, progress));
  }

  private static CsvContractSource source(StepAction.ContractInput input, StepContext context) {
    return input
        .file()
        .map(file -> input.source().reading(context.directory().resolve(context.fill(file))))
        .orElse(input.source());
  }

  private static StepReport validated(ContractCheck check) {
    return StepReport.done(
            "%s, %s%s"
                .formatted(
                    count(check.rows(), "row"),
                    count(check.columns(), "column"),
                    check.badRows() == 0 ? "" : ", " + count(check.badRows(), "bad row")))
        .withCounts(StepReport.Counts.read(check.rows()));
  }

  private static StepReport upserted(CsvContractSource source, UpsertResult result) {
    List<String> notes = new ArrayList<>();
    if (result.superseded() > 0) {
      notes.add(
          "%s left out: the file has the same key once more, and the rule is 'duplicates: %s'"
              .formatted(
                  count(result.superseded(), "row"),
                  source.duplicates().name().toLowerCase(Locale.ROOT)));
    }
    if (result.quarantined() > 0) {
      notes.add(
          "%s set aside in %s__quarantine"
              .formatted(count(result.quarantined(), "row"), source.table()));
    }
    if (result.snapshotId().isEmpty()) {
      return new StepReport(
          StepReport.Status.IDLE,
          result.watermark().map(mark -> "no rows after " + mark).orElse("the file has no rows"),
          notes);
    }
    return new StepReport(
        StepReport.Status.DONE,
        "%s inserted, %,d updated, snapshot %d"
            .formatted(
                count(result.inserted(), "row"), result.updated(), result.snapshotId().getAsLong()),
        notes,
        List.of(source.table().toString()),
        StepReport.Counts.of(result.taken(), result.inserted() + result.updated())
            .in(result.snapshotId()));
  }

  private StepReport watermark(CsvContractSource source) {
    Watermark watermark = source.watermark().orElseThrow();
    return contracts
        .watermark(source)
        .get()
        .map(mark -> StepReport.done("%s = %s".formatted(watermark.variable(), mark)))
        .orElseGet(() -> StepReport.idle(watermark.variable() + " is not set"));
  }

  private static StepReport scanned(CsvFolderSource source, ScanReport report) {
    List<String> notes = new ArrayList<>(report.notes());
    long ingested = 0;
    long failed = 0;
    long rows = 0;
    for (Map.Entry<TableIdentifier, LoadResult> entry : report.loads().entrySet()) {
      LoadResult load = entry.getValue();
      if (load.outcomes().stream().anyMatch(FileOutcome::succeeded)) {
        notes.add(tableNote(entry.getKey(), load));
      }
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
    if (report.listed() == 0) {
      String place = place(source.location());
      notes.add(
          "%sthings/a.csv would become rows of %s.things".formatted(place, source.namespace()));
      return new StepReport(StepReport.Status.IDLE, "no CSV files in " + place, notes);
    }
    String summary =
        "%s: %,d ingested (%s), %,d unchanged%s"
            .formatted(
                count(report.listed(), "file"),
                ingested,
                count(rows, "row"),
                report.unchanged(),
                failed == 0 ? "" : ", %,d failed".formatted(failed));
    StepReport.Status status =
        failed > 0
            ? StepReport.Status.FAILED
            : ingested == 0 ? StepReport.Status.IDLE : StepReport.Status.DONE;
    return new StepReport(
        status,
        summary,
        notes,
        report.loads().keySet().stream().map(TableIdentifier::toString).sorted().toList(),
        StepReport.Counts.of(rows, rows));
  }

  private static String tableNote(TableIdentifier table, LoadResult load) {
    long rows = load.outcomes().stream().mapToLong(FileOutcome::rows).sum();
    long quarantined = load.outcomes().stream().mapToLong(FileOutcome::quarantined).sum();
    StringBuilder note = new StringBuilder("%s: %s".formatted(table, count(rows, "row")));
    if (load.tableCreated()) {
      note.append(", table made");
    } else if (!load.columnsAdded().isEmpty()) {
      note.append(", columns added: ").append(String.join(", ", load.columnsAdded()));
    }
    if (quarantined > 0) {
      note.append(", %s set aside in %s__quarantine".formatted(count(quarantined, "row"), table));
    }
    return note.toString();
  }

  /** The place as the source declares it, with a slash at its end. */
  private static String place(FolderLocation location) {
    String place =
        switch (location) {
          case FolderLocation.InStore(ObjectPath prefix) -> prefix.toString();
          case FolderLocation.InDirectory(Path directory) -> directory.toString();
        };
    return place.endsWith("/") ? place : place + "/";
  }

  private static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
