package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import java.util.Optional;

/** What one statement holds until it ends: its session, its scans, its expressions. */
final class StatementScope implements AutoCloseable {
  private final Tables tables;
  private final DuckSession session;
  private final TableScans scans;
  private final TrinoExpressions.Scope expressions;
  private Optional<TimeLimits.Watch> watch = Optional.empty();

  StatementScope(
      Tables tables, TrinoFrontEnd.Transaction transaction, TrinoExpressions.Scope expressions) {
    this.expressions = requireNonNull(expressions, "expressions is null");
    this.tables = tables;
    this.session = tables.session();
    this.scans = new TableScans(tables, transaction, session);
  }

  Tables tables() {
    return tables;
  }

  /** Stops watching the statement when it ends. */
  void keep(TimeLimits.Watch newWatch) {
    watch = Optional.of(newWatch);
  }

  DuckSession session() {
    return session;
  }

  TableScans scans() {
    return scans;
  }

  TrinoExpressions.Scope expressions() {
    return expressions;
  }

  /** Closes it after something went wrong, which is what counts. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try (session;
        expressions) {
      watch.ifPresent(TimeLimits.Watch::close);
      scans.close();
    }
  }
}
