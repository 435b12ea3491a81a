package dev.lakehouse.sql;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;

/** An engine that is opened for its first statement: many commands have none. Thread-safe. */
public final class EngineOnDemand implements SqlEngine {
  private final Supplier<SqlEngine> opening;
  private Optional<SqlEngine> engine = Optional.empty();
  private boolean closed;

  /**
   * An engine that is not open yet.
   *
   * @param opening opens it; what it throws is what the statement gets, and the next tries again
   */
  public EngineOnDemand(Supplier<SqlEngine> opening) {
    this.opening = requireNonNull(opening, "opening is null");
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    return engine().execute(session, sql, control);
  }

  private synchronized SqlEngine engine() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    if (engine.isEmpty()) {
      engine = Optional.of(opening.get());
    }
    return engine.get();
  }

  @Override
  public synchronized void close() {
    closed = true;
    engine.ifPresent(SqlEngine::close);
    engine = Optional.empty();
  }
}
