package dev.lakehouse.sql.trino;

import static io.trino.sql.ir.optimizer.IrExpressionOptimizer.newOptimizer;
import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Span;
import io.trino.Session;
import io.trino.metadata.TableHandle;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.DomainTranslator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.List;
import java.util.Map;

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
   * @param filter what is asked of them; rows that do not match can still come
   */
  SystemRows open(Session session, TableScanNode scan, Expression filter) {
    TableHandle table = constrained(session, scan, filter);
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
  private TableHandle constrained(Session session, TableScanNode scan, Expression filter) {
    Expression simplified =
        newOptimizer(services.planner).process(filter, session, Map.of()).orElse(filter);
    TupleDomain<ColumnHandle> domain =
        DomainTranslator.getExtractionResult(services.planner, session, simplified)
            .getTupleDomain()
            .transformKeys(scan.getAssignments()::get);
    if (domain.isAll() || domain.isNone()) {
      return scan.getTable();
    }
    return services
        .planner
        .getMetadata()
        .applyFilter(session, scan.getTable(), new Constraint(domain))
        .map(result -> result.getHandle())
        .orElse(scan.getTable());
  }
}
