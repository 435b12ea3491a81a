package dev.lakehouse.sql.delegate;

import static io.trino.spi.predicate.Utils.nativeValueToBlock;
import static io.trino.sql.planner.ExpressionSymbolInliner.inlineSymbols;

import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.ir.optimizer.IrExpressionEvaluator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Computes {@code SELECT expressions FROM (VALUES ...)} twice: by DuckDB that calls Trino's code,
 * and by Trino's own evaluator.
 */
final class Delegation implements AutoCloseable {
  final TrinoFrontEnd frontEnd =
      TrinoFrontEnd.start("nothing", new LakehouseConnector(Delegation::noTables));
  final DuckDb duckdb;
  final DuckSession functions;
  final DuckSession session;
  private final SqlSession client =
      new SqlSession(
          "tester",
          Optional.empty(),
          Optional.of("nothing"),
          Optional.of("nothing"),
          Optional.empty(),
          ZoneId.of("Europe/Berlin"),
          Locale.ENGLISH,
          Map.of(),
          Map.of());
  final TrinoExpressions expressions;

  Delegation(Path directory) {
    duckdb = DuckDb.open(new DuckDbSettings(512L << 20, 2, directory.resolve("spill")));
    functions = duckdb.session();
    session = duckdb.session();
    expressions =
        inTransaction(
            transaction -> new TrinoExpressions(transaction.planner(), functions.connection()));
  }

  <T> T inTransaction(TrinoFrontEnd.Work<T> work) {
    return frontEnd.inTransaction(client, work);
  }

  /** What is selected, and from what. */
  record Query(List<Expression> selected, List<Symbol> symbols, List<List<Expression>> rows) {}

  Query plan(TrinoFrontEnd.Transaction transaction, String sql) {
    PlanNode node = transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot();
    OutputNode output = (OutputNode) node;
    List<Expression> selected = new ArrayList<>();
    output.getOutputSymbols().forEach(symbol -> selected.add(symbol.toSymbolReference()));
    node = output.getSource();
    while (node instanceof ProjectNode project) {
      selected.replaceAll(
          expression -> inlineSymbols(symbol -> project.getAssignments().get(symbol), expression));
      node = project.getSource();
    }
    ValuesNode values = (ValuesNode) node;
    List<List<Expression>> rows = new ArrayList<>();
    if (values.getRows().isEmpty()) {
      rows.add(List.of());
    } else {
      values.getRows().get().forEach(row -> rows.add(((Row) row).items()));
    }
    return new Query(selected, values.getOutputSymbols(), rows);
  }

  /** The rows as DuckDB gives them, in the protocol's form. */
  List<List<Object>> byDuckDb(String sql) {
    return inTransaction(transaction -> {
      Query query = plan(transaction, sql);
      try (TrinoExpressions.Scope scope = expressions.scope(transaction.session())) {
        Map<Symbol, Value> inputs = new HashMap<>();
        List<String> names = new ArrayList<>(List.of("i"));
        for (Symbol symbol : query.symbols()) {
          String name = "c" + names.size();
          names.add(name);
          inputs.put(
              symbol,
              new Value(
                  name,
                  query.rows().stream()
                      .map(row ->
                          Zones.of(
                              row.get(inputs.size()),
                              Map.of(),
                              transaction.session().getTimeZoneKey()))
                      .flatMap(Optional::stream)
                      .findFirst()));
        }
        List<String> rows = new ArrayList<>();
        for (List<Expression> row : query.rows()) {
          List<String> values = new ArrayList<>(List.of(Integer.toString(rows.size())));
          row.forEach(value -> values.add(scope.call(value, Map.of()).sql()));
          rows.add("(" + String.join(", ", values) + ")");
        }
        List<String> selected = new ArrayList<>();
        List<ResultDecoder> decoders = new ArrayList<>();
        for (Expression expression : query.selected()) {
          Value value = scope.call(expression, inputs);
          ResultDecoder decoder = new ResultDecoder(expression.type(), value.zone());
          selected.add(decoder.select(value.sql()));
          decoders.add(decoder);
        }
        return run(
            "SELECT %s FROM (VALUES %s) v(%s) ORDER BY i"
                .formatted(
                    String.join(", ", selected), String.join(", ", rows), String.join(", ", names)),
            decoders);
      }
    });
  }

  /**
   * An aggregate of DuckDB's over the values of an expression for {@code a} from 0 on.
   *
   * @param sql selects an expression of at most one symbol
   */
  long overRange(String sql, String aggregate, long rows) {
    return inTransaction(transaction -> {
      Query query = plan(transaction, sql);
      try (TrinoExpressions.Scope scope = expressions.scope(transaction.session())) {
        Map<Symbol, Value> inputs = new HashMap<>();
        query
            .symbols()
            .forEach(symbol ->
                inputs.put(
                    symbol, Value.of("CAST(a AS %s)".formatted(StorageTypes.of(symbol.type())))));
        return number(
            "SELECT %s FROM range(%d) v(a)"
                .formatted(
                    aggregate.formatted(scope.call(query.selected().getFirst(), inputs).sql()),
                    rows));
      }
    });
  }

  private long number(String sql) {
    return (long)
        run(sql, List.of(new ResultDecoder(BigintType.BIGINT, Optional.empty())))
            .getFirst()
            .getFirst();
  }

  /** Runs DuckDB's SQL. */
  List<List<Object>> run(String sql, List<ResultDecoder> decoders) {
    try (ResultRows rows = new ResultRows(session, sql, decoders)) {
      List<List<Object>> result = new ArrayList<>();
      List<List<Object>> next = rows.next();
      while (!next.isEmpty()) {
        result.addAll(next);
        next = rows.next();
      }
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + sql, e);
    }
  }

  /** The rows as Trino's evaluator gives them, in the protocol's form. */
  List<List<Object>> byTrino(String sql) {
    return inTransaction(transaction -> {
      Query query = plan(transaction, sql);
      IrExpressionEvaluator evaluator = new IrExpressionEvaluator(transaction.planner());
      List<List<Object>> result = new ArrayList<>();
      for (List<Expression> row : query.rows()) {
        Map<Symbol, Expression> constants = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
          Symbol symbol = query.symbols().get(i);
          constants.put(
              symbol,
              new Constant(
                  symbol.type(), evaluator.evaluate(row.get(i), transaction.session(), Map.of())));
        }
        List<Object> values = new ArrayList<>();
        for (Expression expression : query.selected()) {
          Type type = expression.type();
          Object value =
              evaluator.evaluate(
                  inlineSymbols(
                      symbol -> constants.getOrDefault(symbol, symbol.toSymbolReference()),
                      expression),
                  transaction.session(),
                  Map.of());
          values.add(ProtocolValues.of(type, nativeValueToBlock(type, value), 0));
        }
        result.add(values);
      }
      return result;
    });
  }

  @Override
  public void close() {
    session.close();
    functions.close();
    duckdb.close();
    frontEnd.close();
  }

  private static Tables noTables() {
    throw new IllegalStateException("nothing here reads a table");
  }
}
