package dev.lakehouse.pipeline.step;

import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.Tables;
import java.io.IOException;
import java.time.InstantSource;

/** Does what steps declare. Thread-safe. */
public final class StepExecutor {
  private final CsvSteps csv;
  private final SqlSteps sql;
  private final QualitySteps quality;
  private final MaintenanceSteps maintenance;

  /**
   * What steps work with.
   *
   * @param engine runs the steps' SQL, on the same tables
   * @param ownEngine true if that is our own, in this process or behind a server
   */
  public record Tools(
      Tables tables,
      ContractIngest contracts,
      FolderIngest folders,
      TableMaintenance maintenance,
      SqlEngine engine,
      boolean ownEngine,
      InstantSource clock) {}

  public StepExecutor(Tools tools) {
    this.quality =
        new QualitySteps(
            tools.tables(), new QualityChecks(tools.tables(), tools.engine(), tools.clock()));
    this.csv = new CsvSteps(tools.contracts(), tools.folders(), quality);
    this.sql = new SqlSteps(tools.engine(), tools.ownEngine());
    this.maintenance =
        new MaintenanceSteps(tools.maintenance(), new MaintenanceLog(tools.tables()));
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
      case StepAction.RunSql statements -> sql.execute(statements, context);
      case StepAction.RunChecks checks -> quality.run(checks, context);
      case StepAction.CheckGate _ -> quality.gate(context);
      case StepAction.ListTables _ -> maintenance.list();
      case StepAction.MaintainTable table -> maintenance.maintain(table, context);
      case StepAction.RunPlugin plugin -> PluginSteps.execute(plugin, context);
      case StepAction.RunShell shell -> ShellStep.execute(shell, context);
    };
  }
}
