package dev.lakehouse.maintain.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.policy.MaintenancePolicy;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog.Pointer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains tables, each by its policy. Thread-safe; several tables, and even the same one, can be
 * maintained at a time.
 */
public final class TableMaintenance {
  private static final Logger log = LoggerFactory.getLogger(TableMaintenance.class);

  private final Tables tables;
  private final MaintenancePolicies policies;
  private final InstantSource clock;

  public TableMaintenance(Tables tables, MaintenancePolicies policies, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.policies = requireNonNull(policies, "policies is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** All tables, those of the platform itself included, in all namespaces. */
  public List<TableIdentifier> tables() {
    return tables.catalog().pointers().stream()
        .filter(pointer -> !pointer.isView())
        .map(Pointer::name)
        .toList();
  }

  /**
   * The policy of a table.
   *
   * @throws LakehouseException NOT_FOUND if there is no such table, INVALID_ARGUMENT if one of its
   *     properties is wrong
   */
  public MaintenancePolicy policy(TableIdentifier table) {
    return policies.of(table, tables.load(table).properties());
  }

  /**
   * Does operations on a table, one after the other. One that fails stops no other; nothing is
   * thrown for it.
   *
   * @param operations what to do; empty for what the table's policy says
   * @param runId what the reports name as their run
   */
  public MaintenanceReport maintain(
      TableIdentifier table,
      Set<Operation> operations,
      String runId,
      MaintenanceListener listener) {
    List<OperationReport> reports = new ArrayList<>();
    for (Operation operation : chosen(table, operations)) {
      OperationReport report = done(table, operation, runId, listener);
      listener.ended(report);
      reports.add(report);
    }
    return new MaintenanceReport(reports);
  }

  /** In their order. */
  private List<Operation> chosen(TableIdentifier table, Set<Operation> operations) {
    Set<Operation> wanted = operations;
    if (operations.isEmpty()) {
      try {
        wanted = policy(table).operations();
      } catch (LakehouseException e) {
        // Each of them will say what is wrong.
        log.debug("{} has no policy", table, e);
        wanted = MaintenancePolicy.DEFAULT.operations();
      }
    }
    return wanted.stream().sorted().toList();
  }

  private OperationReport done(
      TableIdentifier identifier, Operation operation, String runId, MaintenanceListener listener) {
    Instant begin = clock.instant();
    Outcome outcome;
    try {
      Optional<Table> table = tables.find(identifier);
      Optional<String> obstacle = obstacle(table, operation);
      if (obstacle.isPresent()) {
        outcome = Outcome.skipped(obstacle.get());
      } else {
        listener.started(identifier, operation);
        outcome =
            new Work(
                    tables,
                    identifier,
                    policies.of(identifier, table.orElseThrow().properties()),
                    clock)
                .run(operation, soFar -> listener.progressed(identifier, operation, soFar));
      }
    } catch (LakehouseException e) {
      log.warn("{} of {} failed", operation, identifier, e);
      outcome = Outcome.failed(e);
    } catch (RuntimeException | LinkageError e) {
      // A property of a table can ask for a class that is not there.
      log.error("{} of {} failed", operation, identifier, e);
      outcome =
          Outcome.failed(
              LakehouseException.of(
                      ErrorCode.INTERNAL,
                      "%s of %s failed: %s".formatted(operation, identifier, e),
                      "the log has more")
                  .causedBy(e));
    }
    return new OperationReport(
        runId,
        identifier,
        operation,
        outcome.status(),
        begin,
        Duration.between(begin, clock.instant()),
        outcome.summary(),
        outcome.before(),
        outcome.after(),
        outcome.failure());
  }

  /** Why an operation is left out. */
  private static Optional<String> obstacle(Optional<Table> table, Operation operation) {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.of("stopped");
    }
    if (table.isEmpty()) {
      return Optional.of("the table is gone");
    }
    boolean forbidden =
        table
            .get()
            .properties()
            .getOrDefault(TableProperties.GC_ENABLED, "true")
            .equalsIgnoreCase("false");
    return forbidden && operation.deletesFiles()
        ? Optional.of("the table's property gc.enabled is false")
        : Optional.empty();
  }

  /**
   * What an operation would do to a table now; nothing is changed.
   *
   * @throws LakehouseException NOT_FOUND if there is no such table; what the operation itself would
   *     fail with
   */
  public List<PlannedWork> plan(TableIdentifier identifier, Operation operation) {
    Optional<Table> table = tables.find(identifier);
    return table.isPresent() && obstacle(table, operation).isPresent()
        ? List.of()
        : new Work(tables, identifier, policy(identifier), clock).plan(operation);
  }
}
