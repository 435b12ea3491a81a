package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a step does, as a project declares it with {@code uses}. */
public sealed interface StepAction {
  /** A step that works with the file and the table of a source. */
  sealed interface OnContract extends StepAction {
    /** The source, and the file that is read instead of the source's own. */
    ContractInput input();
  }

  /**
   * A source, and which file of it is meant.
   *
   * @param file a path that is read instead of the source's own
   */
  record ContractInput(CsvContractSource source, Optional<Template> file) {
    public ContractInput {
      requireNonNull(source, "source is null");
      requireNonNull(file, "file is null");
    }
  }

  /** {@code csv.validate}: holds the source's file against its contract. */
  record ValidateCsv(ContractInput input) implements OnContract {}

  /** {@code csv.upload}: copies the source's file into the object store. */
  record UploadCsv(ContractInput input) implements OnContract {}

  /** {@code table.create_namespace}: makes the namespace of the source's table. */
  record CreateNamespace(ContractInput input) implements OnContract {}

  /** {@code table.create}: makes the source's table. */
  record CreateTable(ContractInput input) implements OnContract {}

  /** {@code csv.upsert}: upserts what is new in the source's file. */
  record UpsertCsv(ContractInput input) implements OnContract {}

  /** {@code csv.watermark}: shows the watermark that the table carries. */
  record ShowWatermark(ContractInput input) implements OnContract {}

  /** {@code csv.ingest_folder}: ingests what is new in the source's folders. */
  record IngestFolder(CsvFolderSource source) implements StepAction {}

  /**
   * {@code shell}: runs a program, without a shell between.
   *
   * @param command the program and its arguments
   * @param environment variables beside those of the worker
   */
  record RunShell(List<Template> command, Map<String, Template> environment) implements StepAction {
    public RunShell {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }
}
