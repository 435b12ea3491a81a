package dev.lakehouse.sql.trino;

import static io.airlift.concurrent.MoreFutures.getFutureValue;
import static io.trino.execution.ParameterExtractor.bindParameters;
import static io.trino.execution.querystats.PlanOptimizersStatsCollector.createPlanOptimizersStatsCollector;
import static io.trino.spi.transaction.IsolationLevel.READ_UNCOMMITTED;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.connector.LakehouseConnector;
import io.trino.Session;
import io.trino.cost.CachingTableStatsProvider;
import io.trino.cost.PlanCostEstimate;
import io.trino.cost.PlanNodeStatsEstimate;
import io.trino.execution.QueryPreparer;
import io.trino.execution.QueryPreparer.PreparedQuery;
import io.trino.execution.warnings.WarningCollector;
import io.trino.metadata.Metadata;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import io.trino.sql.PlannerContext;
import io.trino.sql.analyzer.Analysis;
import io.trino.sql.ir.Booleans;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.DomainTranslator;
import io.trino.sql.planner.LogicalPlanner;
import io.trino.sql.planner.Plan;
import io.trino.sql.planner.PlanNodeIdAllocator;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.planprinter.IoPlanPrinter;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.TableExecute;
import io.trino.transaction.TransactionId;
import io.trino.transaction.TransactionManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands Trino SQL: parses, analyzes and plans statements as Trino does, and says what Trino
 * would say of those that are wrong. Thread-safe.
 */
public final class TrinoFrontEnd implements AutoCloseable {
  private final String catalog;
  private final LakehouseConnector connector;
  private final TrinoServices services;
  private final MetadataStatements metadataStatements;
  private final SystemScans systemScans;

  private TrinoFrontEnd(String catalog, LakehouseConnector connector, TrinoServices services) {
    this.catalog = catalog;
    this.connector = connector;
    this.services = services;
    this.metadataStatements = new MetadataStatements(services);
    this.systemScans = new SystemScans(services);
  }

  /** Starts it; takes 2 to 3 seconds the first time in a process. */
  public static TrinoFrontEnd start(String catalog, LakehouseConnector connector) {
    return start(catalog, connector, QueryList.none());
  }

  /**
   * The same with the statements that {@code system.runtime} shows and ends.
   *
   * @param queries asked whenever the table is read or the procedure called
   */
  public static TrinoFrontEnd start(
      String catalog, LakehouseConnector connector, QueryList queries) {
    return new TrinoFrontEnd(catalog, connector, new TrinoServices(catalog, connector, queries));
  }

  /** Trino's metadata, types and functions. */
  public PlannerContext planner() {
    return services.planner;
  }

  /** What is done with a statement while its transaction is open. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T with(Transaction transaction);
  }

  /**
   * Does something in a transaction of Trino's: what the front end reads of a table's definition it
   * reads once.
   *
   * @throws dev.lakehouse.sql.SqlException for what Trino refuses
   */
  public <T> T inTransaction(SqlSession session, Work<T> work) {
    requireNonNull(session, "session is null");
    TransactionManager transactions = services.transactions;
    TransactionId id = transactions.beginTransaction(READ_UNCOMMITTED, false, true);
    try {
      Session begun =
          TrinoSessions.of(session, services.sessionProperties)
              .beginTransactionId(id, transactions, services.accessControl);
      Metadata metadata = services.planner.getMetadata();
      metadata.beginQuery(begun);
      try {
        return work.with(new Transaction(this, begun));
      } finally {
        metadata.cleanupQuery(begun);
      }
    } catch (RuntimeException e) {
      throw TrinoErrors.translate(e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw TrinoErrors.translate(e);
    } finally {
      getFutureValue(transactions.asyncAbort(id));
    }
  }

  /** An open transaction. Belongs to one thread. */
  public static final class Transaction {
    private final TrinoFrontEnd frontEnd;
    private final TrinoServices services;
    private final Session session;

    private Transaction(TrinoFrontEnd frontEnd, Session session) {
      this.frontEnd = frontEnd;
      this.services = frontEnd.services;
      this.session = session;
    }

    /** Trino's session. */
    public Session session() {
      return session;
    }

    /** Trino's metadata, types and functions. */
    public PlannerContext planner() {
      return services.planner;
    }

    /** Parses a statement; EXECUTE gives the statement that was prepared. */
    public PreparedQuery prepare(String sql) {
      return new QueryPreparer(services.parser).prepareQuery(session, sql);
    }

    /**
     * Runs a statement that changes metadata or the session, or maintains a table (ALTER TABLE …
     * EXECUTE), which has taken effect then; empty if the statement is none of these.
     */
    public Optional<MetadataOutcome> runMetadataStatement(PreparedQuery query) {
      return query.getStatement() instanceof TableExecute
          ? Optional.of(new TableProcedureCall(this).run(query))
          : frontEnd.metadataStatements.run(session, query);
    }

    /**
     * What a condition says of the values of a table's columns, each by itself.
     *
     * @param domains holds for every row that fulfils the condition
     * @param complete true if every row for which it holds fulfils the condition
     */
    public record Constraints(TupleDomain<ColumnHandle> domains, boolean complete) {}

    /**
     * Works out what a condition says of a scan's columns.
     *
     * @param condition in terms of the outputs of the scan
     */
    public Constraints constrain(TableScanNode scan, Expression condition) {
      DomainTranslator.ExtractionResult extracted =
          DomainTranslator.getExtractionResult(
              services.planner,
              session,
              services.optimizer.process(condition, session, Map.of()).orElse(condition));
      return new Constraints(
          extracted.getTupleDomain().transformKeys(scan.getAssignments()::get),
          extracted.getRemainingExpression().equals(Booleans.TRUE));
    }

    /** Checks a statement and resolves its names. */
    public Analysis analyze(PreparedQuery query) {
      expectTables(query.getStatement());
      return services
          .analyzers
          .createAnalyzer(
              session,
              query.getParameters(),
              bindParameters(query.getStatement(), query.getParameters()),
              WarningCollector.NOOP,
              createPlanOptimizersStatsCollector())
          .analyze(query.getStatement());
    }

    private void expectTables(Statement statement) {
      Set<SchemaTableName> names = NamedTables.in(statement, session, frontEnd.catalog);
      if (names.size() > 1) {
        frontEnd.connector.expect(
            services.transactions.getConnectorTransaction(
                session.getRequiredTransactionId(), frontEnd.catalog),
            names);
      }
    }

    /** The plan of an analyzed statement, as it is before any optimization. */
    public Plan plan(Analysis analysis) {
      return plan(analysis, false);
    }

    /** What a query would read, and how much, in JSON: {@code EXPLAIN (TYPE IO)}. */
    public String ioPlan(Analysis analysis) {
      return IoPlanPrinter.textIoPlan(plan(analysis, true), services.planner, session);
    }

    private Plan plan(Analysis analysis, boolean withStatistics) {
      return new LogicalPlanner(
              session,
              List.of(),
              new PlanNodeIdAllocator(),
              services.planner,
              withStatistics ? services.stats : (_, _) -> PlanNodeStatsEstimate.unknown(),
              (_, _, _, _) -> PlanCostEstimate.unknown(),
              WarningCollector.NOOP,
              createPlanOptimizersStatsCollector(),
              new CachingTableStatsProvider(services.planner.getMetadata(), session))
          .plan(analysis, LogicalPlanner.Stage.CREATED, withStatistics);
    }

    /**
     * Opens the rows of a scan of a table that is none of the lakehouse's own: Trino's {@code
     * information_schema} and {@code system}, and the tables of metadata ({@code "t$files"}).
     *
     * @param filter what is asked of them, in terms of the outputs of the scan; rows that do not
     *     match can still come
     */
    public SystemRows systemRows(TableScanNode scan, Expression filter) {
      return frontEnd.systemScans.open(session, scan, constrain(scan, filter).domains());
    }
  }

  @Override
  public void close() {
    services.close();
  }
}
