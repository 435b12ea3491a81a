package dev.lakehouse.sql.embedded;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import dev.lakehouse.sql.delegate.ResultDecoder;
import dev.lakehouse.sql.delegate.ResultRows;
import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.translate.PlanPrinter;
import io.trino.client.Column;
import io.trino.server.protocol.ProtocolUtil;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.OutputNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running SELECT. DuckDB computes no more than what is fetched and a little ahead, so a slow
 * client costs no memory. Not thread-safe.
 */
final class QueryRun implements SqlResult {
  private final List<Column> columns;
  private final StatementScope scope;
  private final ResultRows result;
  private final StatementControl control;
  private List<List<Object>> ready = List.of();
  private int given;

  private QueryRun(
      List<Column> columns, StatementScope scope, ResultRows result, StatementControl control) {
    this.columns = columns;
    this.scope = scope;
    this.result = result;
    this.control = control;
  }

  /** A SELECT whose columns can be decoded. */
  private record Prepared(String sql, List<Column> columns, List<ResultDecoder> decoders) {}

  /** The SELECT that DuckDB is given. */
  static String sql(OutputNode output, StatementScope scope) {
    return prepare(output, scope).sql();
  }

  private static Prepared prepare(OutputNode output, StatementScope scope) {
    PlanPrinter.Printed printed = PlanPrinter.print(output, scope.expressions(), scope.scans());
    List<Column> columns = new ArrayList<>();
    List<ResultDecoder> decoders = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < output.getColumnNames().size(); i++) {
      Symbol symbol = output.getOutputSymbols().get(i);
      Value value = printed.output(symbol);
      ResultDecoder decoder = new ResultDecoder(symbol.type(), value.zone());
      columns.add(ProtocolUtil.createColumn(output.getColumnNames().get(i), symbol.type(), true));
      decoders.add(decoder);
      items.add("%s AS \"c%d\"".formatted(decoder.select(value.sql()), i));
    }
    return new Prepared(printed.select(items), columns, decoders);
  }

  /** Starts a SELECT, and waits for its first rows, so that most of what can fail fails here. */
  static QueryRun start(OutputNode output, StatementScope scope, StatementControl control) {
    Prepared prepared = prepare(output, scope);
    try {
      ResultRows result = new ResultRows(scope.session(), prepared.sql(), prepared.decoders());
      QueryRun run = new QueryRun(prepared.columns(), scope, result, control);
      try {
        control.attach(() -> progress(result), result::cancel);
        run.advance();
        return run;
      } catch (RuntimeException | Error e) {
        control.attach(() -> StatementProgress.UNKNOWN, () -> {});
        result.close();
        throw e;
      }
    } catch (SQLException e) {
      throw DuckErrors.translate(e, control);
    }
  }

  private static StatementProgress progress(ResultRows result) {
    return result
        .progress()
        .map(seen -> new StatementProgress(seen.getPercentage() / 100, seen.getRowsProcessed()))
        .orElse(StatementProgress.UNKNOWN);
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public List<List<Object>> fetch(int most) {
    if (given == ready.size()) {
      advance();
    }
    int end = Math.min(ready.size(), given + most);
    List<List<Object>> rows = ready.subList(given, end);
    given = end;
    return rows;
  }

  private void advance() {
    try {
      ready = result.next();
      given = 0;
    } catch (SQLException | RuntimeException e) {
      throw DuckErrors.translate(e, control);
    }
  }

  @Override
  public Optional<String> updateType() {
    return Optional.empty();
  }

  @Override
  public OptionalLong updateCount() {
    return OptionalLong.empty();
  }

  @Override
  public SessionUpdate sessionUpdate() {
    return SessionUpdate.nothing();
  }

  @Override
  public void close() {
    control.attach(() -> StatementProgress.UNKNOWN, () -> {});
    try (scope;
        result) {
      given = ready.size();
    } catch (SQLException e) {
      throw DuckErrors.translate(e, control);
    }
  }
}
