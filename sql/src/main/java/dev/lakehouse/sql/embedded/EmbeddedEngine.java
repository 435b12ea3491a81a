package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.translate.NativeMacros;
import dev.lakehouse.sql.trino.MetadataOutcome;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.sql.type.Unsupported;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.execution.QueryPreparer.PreparedQuery;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.analyzer.Analysis;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.TableFinishNode;
import io.trino.sql.tree.Analyze;
import io.trino.sql.tree.Explain;
import io.trino.sql.tree.ExplainAnalyze;
import io.trino.sql.tree.ExplainType;
import io.trino.sql.tree.Statement;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Trino SQL in this process: Trino's front end understands a statement, DuckDB does the work,
 * the kernel commits. Thread-safe.
 */
public final class EmbeddedEngine implements SqlEngine {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final int ATTEMPTS = 20;

  private final Tables tables;
  private final TrinoFrontEnd frontEnd;
  private final DuckSession functions;
  private final TrinoExpressions expressions;
  private final RunningStatements running = new RunningStatements();

  private EmbeddedEngine(Tables tables, TrinoFrontEnd frontEnd) {
    this.tables = tables;
    this.frontEnd = frontEnd;
    this.functions = tables.session();
    NativeMacros.register(functions);
    this.expressions = new TrinoExpressions(frontEnd.planner(), functions.connection());
  }

  /**
   * Starts it; takes 2 to 3 seconds the first time in a process.
   *
   * @param catalog under which name the tables are known
   */
  public static EmbeddedEngine start(Tables tables, String catalog) {
    requireNonNull(tables, "tables is null");
    return start(() -> tables, catalog, QueryList.none());
  }

  /**
   * The same while the tables are still being opened.
   *
   * @param tables waits until they are open; asked only when everything else has started
   * @param queries the statements that {@code system.runtime} shows and ends
   */
  public static EmbeddedEngine start(Supplier<Tables> tables, String catalog, QueryList queries) {
    requireNonNull(tables, "tables is null");
    TrinoFrontEnd frontEnd = TrinoFrontEnd.start(catalog, new LakehouseConnector(tables), queries);
    try {
      return new EmbeddedEngine(tables.get(), frontEnd);
    } catch (RuntimeException e) {
      frontEnd.close();
      throw e;
    }
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    for (int attempt = 1; ; attempt++) {
      try {
        return running.execute(() ->
            frontEnd.inTransaction(
                session, transaction -> run(transaction, transaction.prepare(sql), control)));
      } catch (SqlException e) {
        if (control.cancelled().isPresent()) {
          throw control.cancelled().get();
        }
        if (attempt == ATTEMPTS || !isConflict(e)) {
          throw DuckErrors.causeOf(e);
        }
        log.debug("attempt {} of a statement was overtaken by another writer", attempt, e);
      }
    }
  }

  private static boolean isConflict(SqlException e) {
    return e.getCause() instanceof LakehouseException cause && cause.code() == ErrorCode.CONFLICT;
  }

  private SqlResult run(
      TrinoFrontEnd.Transaction transaction, PreparedQuery query, StatementControl control) {
    Optional<MetadataOutcome> outcome = transaction.runMetadataStatement(query);
    if (outcome.isPresent()) {
      return FinishedResult.of(outcome.get());
    }
    if (query.getStatement() instanceof Explain explain) {
      return explain(transaction, explain, query, control);
    }
    if (query.getStatement() instanceof ExplainAnalyze analyze) {
      return explain(transaction, analyze.getStatement(), query, true, control);
    }
    Analysis analysis = transaction.analyze(query);
    if (query.getStatement() instanceof Analyze) {
      // What the files say of themselves is all that is used, and is there already.
      return FinishedResult.ofUnknownRows(analysis.getUpdateType());
    }
    OutputNode output = (OutputNode) transaction.plan(analysis).getRoot();
    if (analysis.getCreate().filter(Analysis.Create::isCreateTableAsSelectNoOp).isPresent()) {
      return FinishedResult.ofRows(analysis.getUpdateType(), 0);
    }
    if (output.getSource() instanceof TableFinishNode finish) {
      try (StatementScope scope = scope(transaction, control)) {
        return FinishedResult.ofRows(
            analysis.getUpdateType(), new ChangeRun(scope).run(finish, control));
      }
    }
    StatementScope scope = scope(transaction, control);
    try {
      return QueryRun.start(output, scope, control);
    } catch (RuntimeException | Error e) {
      scope.closeAfter(e);
      throw e;
    }
  }

  private StatementScope scope(TrinoFrontEnd.Transaction transaction, StatementControl control) {
    RunningStatements.Watch watch = running.watch(transaction.session(), control);
    try {
      return new StatementScope(
          tables, transaction, expressions.scope(transaction.session()), watch);
    } catch (RuntimeException | Error e) {
      watch.close();
      throw e;
    }
  }

  /** The SELECT that DuckDB would be given for a query, its files being found. */
  public String translate(SqlSession session, String sql) {
    return frontEnd.inTransaction(
        session,
        transaction -> {
          OutputNode output =
              (OutputNode)
                  transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot();
          try (StatementScope scope = scope(transaction, new StatementControl())) {
            return QueryRun.sql(output, scope);
          }
        });
  }

  private SqlResult explain(
      TrinoFrontEnd.Transaction transaction,
      Explain explain,
      PreparedQuery query,
      StatementControl control) {
    ExplainType.Type type =
        explain.getOptions().stream()
            .filter(ExplainType.class::isInstance)
            .map(option -> ((ExplainType) option).getType())
            .findFirst()
            .orElse(ExplainType.Type.DISTRIBUTED);
    PreparedQuery explained =
        new PreparedQuery(explain.getStatement(), query.getParameters(), query.getPrepareSql());
    return switch (type) {
      case VALIDATE -> {
        transaction.analyze(explained);
        yield FinishedResult.ofValue("Valid", BooleanType.BOOLEAN, true);
      }
      case IO -> {
        Analysis analysis = transaction.analyze(explained);
        if (analysis.getUpdateType() != null) {
          throw new Unsupported("EXPLAIN (TYPE IO) of a statement that changes rows");
        }
        yield FinishedResult.ofValue(
            "Query Plan", VarcharType.VARCHAR, transaction.ioPlan(analysis));
      }
      case LOGICAL, DISTRIBUTED ->
          explain(transaction, explain.getStatement(), query, false, control);
    };
  }

  private SqlResult explain(
      TrinoFrontEnd.Transaction transaction,
      Statement statement,
      PreparedQuery query,
      boolean analyze,
      StatementControl control) {
    OutputNode output =
        (OutputNode)
            transaction
                .plan(
                    transaction.analyze(
                        new PreparedQuery(statement, query.getParameters(), query.getPrepareSql())))
                .getRoot();
    if (analyze && output.getSource() instanceof TableFinishNode) {
      throw new Unsupported("EXPLAIN ANALYZE of a statement that changes rows");
    }
    try (StatementScope scope = scope(transaction, control)) {
      return FinishedResult.ofValue(
          "Query Plan", VarcharType.VARCHAR, new ExplainRun(scope).text(output, analyze, control));
    }
  }

  @Override
  public void close() {
    try (functions;
        frontEnd) {
      running.close();
    }
  }
}
