package dev.lakehouse.pipeline.step;

import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import java.io.IOException;

/** Does what steps declare. Thread-safe. */
public final class StepExecutor {
  private final CsvSteps csv;

  public StepExecutor(ContractIngest contracts, FolderIngest folders) {
    this.csv = new CsvSteps(contracts, folders);
  }

  /**
   * Does a step. Doing it again after a crash has the same end.
   *
   * @throws dev.lakehouse.base.error.LakehouseException if it fails as a whole
   * @throws IOException if a program of the step's cannot be started or read
   * @throws InterruptedException if the step had to stop
   */
  public StepReport execute(StepAction action, StepContext context)
      throws IOException, InterruptedException {
    return switch (action) {
      case StepAction.OnContract contract -> csv.execute(contract, context);
      case StepAction.IngestFolder(var source) -> csv.ingest(source, context.progress());
      case StepAction.RunShell shell -> ShellStep.execute(shell, context);
    };
  }
}
