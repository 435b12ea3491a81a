package dev.lakehouse.app.platform;

import dev.lakehouse.app.logging.LogFile;
import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.run.MaintenanceListener;
import dev.lakehouse.maintain.run.OperationReport;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a child process does: maintains all tables of a home, telling every moment. */
final class MaintenanceProcess {
  private MaintenanceProcess() {}

  /**
   * The directories of home and project, url, user and password of the database, and how many times
   * it is all done.
   */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments[0]);
    Optional<DatabaseSettings> database =
        arguments[2].equals(PipelineProcess.OWN_DATABASE)
            ? Optional.empty()
            : Optional.of(new DatabaseSettings(arguments[2], arguments[3], arguments[4]));
    ParentProcess parent = new ParentProcess();
    List<String> failures = new ArrayList<>();
    try (LogFile _ = LogFile.open(home);
        Platform platform =
            Platform.open(
                NeglectedLake.settings(database),
                home,
                store -> new ReportingStore(store, parent))) {
      for (int round = 0; round < Integer.parseInt(arguments[5]); round++) {
        failures.addAll(maintain(platform, new Steps(parent)));
      }
    }
    parent.end(failures);
  }

  /** Maintains all tables; returns what failed. */
  static List<String> maintain(Platform platform, MaintenanceListener listener) {
    List<OperationReport> reports = new ArrayList<>();
    for (TableIdentifier table : platform.maintenance().tables()) {
      reports.addAll(
          platform.maintenance().maintain(table, Set.of(), "run", listener).operations());
    }
    new MaintenanceLog(platform.tables()).append(reports);
    return reports.stream()
        .filter(report -> report.status() == OperationReport.Status.FAILED)
        .map(report ->
            "%s of %s: %s".formatted(report.operation(), report.table(), report.summary()))
        .toList();
  }

  private record Steps(MomentListener listener) implements MaintenanceListener {
    @Override
    public void started(TableIdentifier table, Operation operation) {
      reached(Order.BEFORE, table, operation);
    }

    @Override
    public void progressed(TableIdentifier table, Operation operation, String soFar) {}

    @Override
    public void ended(OperationReport report) {
      reached(Order.AFTER, report.table(), report.operation());
    }

    private void reached(Order order, TableIdentifier table, Operation operation) {
      listener.reached(new Moment(order, Effect.STEP, operation + " of " + table));
    }
  }
}
