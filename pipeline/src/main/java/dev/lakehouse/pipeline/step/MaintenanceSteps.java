package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.run.MaintenanceListener;
import dev.lakehouse.maintain.run.MaintenanceReport;
import dev.lakehouse.maintain.run.OperationReport;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.table.schema.TableNames;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/** Maintains tables. Thread-safe. */
final class MaintenanceSteps {
  private final TableMaintenance maintenance;
  private final MaintenanceLog log;

  MaintenanceSteps(TableMaintenance maintenance, MaintenanceLog log) {
    this.maintenance = requireNonNull(maintenance, "maintenance is null");
    this.log = requireNonNull(log, "log is null");
  }

  StepReport list() {
    List<String> names = maintenance.tables().stream().map(TableIdentifier::toString).toList();
    String summary = names.size() == 1 ? "1 table" : names.size() + " tables";
    return (names.isEmpty() ? StepReport.idle("there are no tables") : StepReport.done(summary))
        .withOutputs(names);
  }

  StepReport maintain(StepAction.MaintainTable step, StepContext context) {
    String name = context.fill(step.table());
    TableIdentifier table =
        TableNames.parse(name)
            .orElseThrow(() ->
                LakehouseException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "'%s' is no name of a table".formatted(name),
                    "write it as namespace.table"));
    MaintenanceReport report =
        maintenance.maintain(
            table, step.operations(), context.attemptToken(), new Display(context.progress()));
    report
        .operations()
        .forEach(one ->
            context
                .log()
                .accept("%s: %s, %s".formatted(one.operation(), one.status(), one.summary())));
    log.append(report.operations());
    List<String> lines =
        report.operations().stream()
            .map(one -> "%s: %s".formatted(one.operation(), one.summary()))
            .toList();
    if (!report.isSound()) {
      return new StepReport(
          StepReport.Status.FAILED,
          "%s failed"
              .formatted(
                  report.operations().stream()
                      .filter(one -> one.status() == OperationReport.Status.FAILED)
                      .map(one -> one.operation().toString())
                      .collect(Collectors.joining(", "))),
          lines);
    }
    return StepReport.done("%d operations".formatted(lines.size())).withNotes(lines);
  }

  private record Display(Consumer<String> progress) implements MaintenanceListener {
    @Override
    public void started(TableIdentifier table, Operation operation) {
      progress.accept(operation.toString());
    }

    @Override
    public void progressed(TableIdentifier table, Operation operation, String soFar) {
      progress.accept("%s: %s".formatted(operation, soFar));
    }

    @Override
    public void ended(OperationReport report) {}
  }
}
