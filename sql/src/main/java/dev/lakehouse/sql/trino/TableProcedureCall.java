package dev.lakehouse.sql.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.connector.LakehouseColumn;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.connector.ProcedureCall;
import io.trino.execution.QueryPreparer.PreparedQuery;
import io.trino.metadata.TableExecuteHandle;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.predicate.TupleDomain;
import io.trino.sql.analyzer.Analysis;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.Map;
import java.util.Optional;

/** Runs ALTER TABLE … EXECUTE. */
final class TableProcedureCall {
  private static final String UPDATE_TYPE = "ALTER TABLE EXECUTE";

  private final TrinoFrontEnd.Transaction transaction;

  TableProcedureCall(TrinoFrontEnd.Transaction transaction) {
    this.transaction = requireNonNull(transaction, "transaction is null");
  }

  MetadataOutcome run(PreparedQuery query) {
    Analysis analysis = transaction.analyze(query);
    TableExecuteHandle handle = analysis.getTableExecuteHandle().orElseThrow();
    if (analysis.isTableExecuteReadsData()) {
      ProcedureCall call = (ProcedureCall) handle.connectorHandle();
      handle =
          handle.withConnectorHandle(call.forFiles(files(transaction.plan(analysis).getRoot())));
    }
    transaction.planner().getMetadata().executeTableExecute(transaction.session(), handle);
    return new MetadataOutcome(UPDATE_TYPE, SessionUpdate.nothing(), true);
  }

  /** What WHERE says of the files, which has to be all that it says. */
  private TupleDomain<ColumnHandle> files(PlanNode plan) {
    Optional<FilterNode> filter =
        PlanNodeSearcher.searchFrom(plan)
            .whereIsInstanceOfAny(FilterNode.class)
            .findFirst()
            .map(FilterNode.class::cast);
    if (filter.isEmpty()) {
      return TupleDomain.all();
    }
    TableScanNode scan =
        (TableScanNode)
            PlanNodeSearcher.searchFrom(plan)
                .whereIsInstanceOfAny(TableScanNode.class)
                .findOnlyElement();
    TrinoFrontEnd.Transaction.Constraints files =
        transaction.constrain(scan, filter.get().getPredicate());
    if (!files.complete() || !namesColumnsOnly(files.domains())) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Unexpected FilterNode found in plan; probably connector was not able to handle provided"
              + " WHERE expression");
    }
    return files.domains();
  }

  private static boolean namesColumnsOnly(TupleDomain<ColumnHandle> domains) {
    return domains.getDomains().orElseGet(Map::of).keySet().stream()
        .allMatch(column -> MetadataColumn.of((LakehouseColumn) column).isEmpty());
  }
}
