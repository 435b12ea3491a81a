package dev.lakehouse.sql.trino;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Span;
import io.trino.Session;
import io.trino.metadata.TableHandle;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.List;

/**
 * Reads the tables that have no data files, by the parts of Trino that read them there.
 * Thread-safe.
 */
final class SystemScans {
  private final TrinoServices services;

  SystemScans(TrinoServices services) {
    this.services = requireNonNull(services, "services is null");
  }

  /**
   * Opens the rows of a scan.
   *
   * @param domains what is asked of them; rows that do not match can still come
   */
  SystemRows open(Session session, TableScanNode scan, TupleDomain<ColumnHandle> domains) {
    TableHandle table = constrained(session, scan.getTable(), domains);
    List<ColumnHandle> columns =
        scan.getOutputSymbols().stream().map(scan.getAssignments()::get).toList();
    List<Type> types = scan.getOutputSymbols().stream().map(Symbol::type).toList();
    return new SystemRows(
        session,
        table,
        columns,
        types,
        services.splits.getSplits(
            session, Span.getInvalid(), table, DynamicFilter.EMPTY, Constraint.alwaysTrue()),
        services.pageSources.createPageSourceProvider(table.catalogHandle()));
  }

  /** The table as it is when it knows which rows are asked for. */
  private TableHandle constrained(
      Session session, TableHandle table, TupleDomain<ColumnHandle> domains) {
    if (domains.isAll() || domains.isNone()) {
      return table;
    }
    return services
        .planner
        .getMetadata()
        .applyFilter(session, table, new Constraint(domains))
        .map(result -> result.getHandle())
        .orElse(table);
  }
}
