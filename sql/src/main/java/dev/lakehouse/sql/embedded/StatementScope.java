package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.duckdb.DuckSession;
import java.util.Optional;

/** What one statement holds until it ends: its session, its scans, its expressions. */
final class StatementScope implements AutoCloseable {
  private final Tables tables;
  private final DuckSession session;
  private final Optional<String> commitToken;
  private final TableScans scans;
  private final TrinoExpressions.Scope expressions;
  private final RunningStatements.Watch watch;

  StatementScope(
      Tables tables,
      TrinoFrontEnd.Transaction transaction,
      TrinoExpressions.Scope expressions,
      RunningStatements.Watch watch) {
    this.watch = requireNonNull(watch, "watch is null");
    this.expressions = requireNonNull(expressions, "expressions is null");
    this.tables = tables;
    this.commitToken =
        Optional.ofNullable(
            transaction
                .session()
                .getCatalogProperties(LakehouseCatalog.NAME)
                .get(SqlSession.COMMIT_TOKEN));
    this.session = tables.session();
    this.scans = new TableScans(tables, transaction, session);
  }

  /** What the statement's commit is known by; see {@link SqlSession#withCommitToken}. */
  Optional<String> commitToken() {
    return commitToken;
  }

  Tables tables() {
    return tables;
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
    try (watch;
        session;
        expressions) {
      scans.close();
    }
  }
}
