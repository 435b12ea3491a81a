package dev.lakehouse.app.shell;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs statements one after the other in a session, which USE, SET SESSION and PREPARE change, and
 * prints what they give: rows on the output as they come, and a line about each statement on the
 * error output. One thread runs statements; others may stop them.
 */
public final class StatementRunner {
  private static final int ROWS_AT_ONCE = 1000;

  private final SqlEngine engine;
  private final RowFormat format;
  private SqlSession session;
  private Optional<StatementControl> running = Optional.empty();
  private boolean stopped;

  /**
   * A runner.
   *
   * @param session what the first statement begins with
   */
  public StatementRunner(SqlEngine engine, SqlSession session, RowFormat format) {
    this.engine = requireNonNull(engine, "engine is null");
    this.session = requireNonNull(session, "session is null");
    this.format = requireNonNull(format, "format is null");
  }

  /** What the next statement begins with. */
  public synchronized SqlSession session() {
    return session;
  }

  /** Cancels the statement that runs, if one does. */
  public void cancel() {
    control().ifPresent(StatementControl::cancel);
  }

  /** Cancels the statement that runs; those to come are cancelled before they begin. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    cancel();
  }

  /** True once {@link #stop} was called. */
  public synchronized boolean isStopped() {
    return stopped;
  }

  /**
   * Runs a statement to its end.
   *
   * @param terminal where it prints
   * @return what kind of change it was ("INSERT", "CREATE TABLE"); empty if it only read
   * @throws dev.lakehouse.base.error.LakehouseException if it failed
   */
  public Optional<String> run(String sql, Terminal terminal) {
    StatementControl control = new StatementControl();
    begin(control);
    long begun = System.nanoTime();
    try (LiveStatus status = LiveStatus.of(control, terminal.err());
        SqlResult result = engine.execute(session(), sql, control)) {
      long rows = print(result, terminal.out(), status);
      status.hide();
      remember(session().with(result.sessionUpdate()));
      tell(result, rows, Duration.ofNanos(System.nanoTime() - begun), terminal.err());
      return result.updateType();
    } finally {
      end();
    }
  }

  private long print(SqlResult result, Output out, LiveStatus status) {
    boolean isCount = result.updateType().isPresent() && result.updateCount().isPresent();
    if (result.columns().isEmpty() || isCount) {
      while (!result.fetch(ROWS_AT_ONCE).isEmpty()) {}
      return 0;
    }
    ResultValues values = new ResultValues(result.columns());
    List<List<Object>> rows = result.fetch(ROWS_AT_ONCE);
    status.hide();
    long count = 0;
    try (RowPrinter printer = RowPrinter.ofResult(format, out, values.columns())) {
      // Whoever reads a pipe may have seen enough.
      while (!rows.isEmpty() && !out.stream().checkError()) {
        rows.forEach(row -> printer.row(values.row(row)));
        count += rows.size();
        rows = result.fetch(ROWS_AT_ONCE);
      }
    }
    return count;
  }

  private static void tell(SqlResult result, long rows, Duration took, Output err) {
    String what =
        result
            .updateType()
            .map(type ->
                result.updateCount().isPresent()
                    ? type + ": " + counted(result.updateCount().getAsLong())
                    : type)
            .orElseGet(() -> counted(rows));
    err.stream().println(err.styled(Style.DIM, what + " in " + HumanFormat.duration(took)));
    err.stream().flush();
  }

  private static String counted(long rows) {
    return HumanFormat.count(rows, "row", "rows");
  }

  private synchronized Optional<StatementControl> control() {
    return running;
  }

  private synchronized void begin(StatementControl control) {
    running = Optional.of(control);
    if (stopped) {
      control.cancel();
    }
  }

  private synchronized void end() {
    running = Optional.empty();
  }

  private synchronized void remember(SqlSession changed) {
    session = changed;
  }
}
