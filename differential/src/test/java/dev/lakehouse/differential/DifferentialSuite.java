package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlSession;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs corpora on the oracle and on the engine that is judged.
 *
 * @param trace gets each statement before it runs, so that one that ends the process is known
 */
record DifferentialSuite(
    StatementRunner oracle, StatementRunner ours, Report report, BufferedWriter trace) {
  // Trino waits more than it works on small statements.
  private static final int AT_ONCE = 4;

  void run(List<Corpus> corpora) throws InterruptedException {
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> running = new ArrayList<>();
      for (Corpus corpus : corpora) {
        if (corpus.script()) {
          running.add(workers.submit(() -> script(corpus.statements())));
        } else {
          corpus
              .statements()
              .forEach(statement ->
                  running.add(workers.submit(() -> judge(statement, session(), session()))));
        }
      }
      for (Future<?> done : running) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** How both engines are asked. */
  static SqlSession session() {
    return SqlSession.of("differential", "iceberg", "lakehouse");
  }

  private void script(List<Statement> statements) {
    SqlSession expected = session();
    SqlSession session = session();
    for (Statement statement : statements) {
      Outcomes outcomes = judge(statement, expected, session);
      expected = after(expected, outcomes.oracle());
      session = after(session, outcomes.ours().orElse(outcomes.oracle()));
    }
  }

  private static SqlSession after(SqlSession session, Outcome outcome) {
    return outcome instanceof Outcome.Success success
        ? session.with(success.sessionUpdate())
        : session;
  }

  private record Outcomes(Outcome oracle, Optional<Outcome> ours) {}

  private Outcomes judge(Statement statement, SqlSession expected, SqlSession session) {
    note(statement);
    Outcome right = oracle.run(expected, statement.sql());
    Verdict verdict = Comparison.validate(statement, right);
    Optional<Outcome> outcome = Optional.empty();
    if (verdict.kind() == Verdict.Kind.SAME) {
      Outcome mine = ours.run(session, statement.sql());
      outcome = Optional.of(mine);
      verdict = Comparison.compare(statement, right, mine);
    }
    if (statement.parts().isEmpty()) {
      report.add(statement, verdict);
    } else if (verdict.kind() == Verdict.Kind.SAME) {
      statement.parts().forEach(part -> report.add(part, Verdict.same()));
    } else {
      statement.parts().forEach(part -> judge(part, expected, session));
    }
    return new Outcomes(right, outcome);
  }

  private void note(Statement statement) {
    synchronized (trace) {
      try {
        trace.write(statement.place() + "\t" + statement.sql().replace('\n', ' ') + "\n");
        trace.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
