package dev.lakehouse.maintain.run;

import java.util.List;

/**
 * What became of the maintenance of a table.
 *
 * @param operations the operations in the order in which they were done
 */
public record MaintenanceReport(List<OperationReport> operations) {
  public MaintenanceReport {
    operations = List.copyOf(operations);
  }

  /** True if no operation failed. */
  public boolean isSound() {
    return operations.stream()
        .noneMatch(report -> report.status() == OperationReport.Status.FAILED);
  }
}
