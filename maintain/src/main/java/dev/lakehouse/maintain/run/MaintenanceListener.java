package dev.lakehouse.maintain.run;

import dev.lakehouse.maintain.policy.Operation;
import org.apache.iceberg.catalog.TableIdentifier;

/** Is told how maintenance goes. Called by the thread that does the work. */
public interface MaintenanceListener {
  /** An operation begins. */
  void started(TableIdentifier table, Operation operation);

  /** How far it is, in a few words. */
  void progressed(TableIdentifier table, Operation operation, String soFar);

  /** It has ended, or was left out. */
  void ended(OperationReport report);

  /** Nobody wants to know. */
  static MaintenanceListener none() {
    return new MaintenanceListener() {
      @Override
      public void started(TableIdentifier table, Operation operation) {}

      @Override
      public void progressed(TableIdentifier table, Operation operation, String soFar) {}

      @Override
      public void ended(OperationReport report) {}
    };
  }
}
