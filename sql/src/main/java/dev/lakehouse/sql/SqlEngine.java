package dev.lakehouse.sql;

/** Runs Trino SQL on the tables of one lakehouse. Thread-safe. */
public interface SqlEngine extends AutoCloseable {
  /**
   * Begins a statement, and waits until it has ended or has rows to give.
   *
   * <p>A statement that reads is not run further than its client fetches. One that changes
   * something has taken effect when this method returns.
   *
   * @param sql one statement, without a semicolon at its end
   * @param control where another thread can see how far it is, and cancel it
   * @throws SqlException if Trino would refuse the statement, or it failed
   */
  SqlResult execute(SqlSession session, String sql, StatementControl control);

  /** The same for a statement that nobody watches. */
  default SqlResult execute(SqlSession session, String sql) {
    return execute(session, sql, new StatementControl());
  }

  /** Cancels what runs, and gives back what the engine holds. */
  @Override
  void close();
}
