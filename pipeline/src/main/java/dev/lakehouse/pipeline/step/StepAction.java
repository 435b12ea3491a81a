package dev.lakehouse.pipeline.step;

import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;

/** What a step does, as a project declares it with {@code uses}. */
public sealed interface StepAction {
  /** {@code csv.validate}: holds the source's file against its contract. */
  record ValidateCsv(CsvContractSource source) implements StepAction {}

  /** {@code csv.upload}: copies the source's file into the object store. */
  record UploadCsv(CsvContractSource source) implements StepAction {}

  /** {@code table.create_namespace}: makes the namespace of the source's table. */
  record CreateNamespace(CsvContractSource source) implements StepAction {}

  /** {@code table.create}: makes the source's table. */
  record CreateTable(CsvContractSource source) implements StepAction {}

  /** {@code csv.upsert}: upserts what is new in the source's file. */
  record UpsertCsv(CsvContractSource source) implements StepAction {}

  /** {@code csv.watermark}: shows the watermark that the table carries. */
  record ShowWatermark(CsvContractSource source) implements StepAction {}

  /** {@code csv.ingest_folder}: ingests what is new in the source's folders. */
  record IngestFolder(CsvFolderSource source) implements StepAction {}
}
