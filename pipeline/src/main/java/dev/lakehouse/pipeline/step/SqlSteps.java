package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.text.SqlScript;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Runs SQL. On our own engine a statement that was committed before its worker died is not run
 * again: its token is in the commit. Thread-safe.
 */
final class SqlSteps {
  private static final int MOST_OUTPUTS = 10_000;
  private static final int FETCH = 1000;

  private final SqlEngine engine;
  private final boolean knowsTokens;

  /**
   * Steps of SQL.
   *
   * @param knowsTokens true if the engine is our own
   */
  SqlSteps(SqlEngine engine, boolean knowsTokens) {
    this.engine = requireNonNull(engine, "engine is null");
    this.knowsTokens = knowsTokens;
  }

  /** What a statement did. */
  private record Ran(String summary, long changed, List<String> outputs) {}

  StepReport execute(StepAction.RunSql step, StepContext context) {
    List<SqlScript.Statement> statements = SqlScript.of(context.fill(step.script())).statements();
    SqlSession session =
        SqlSession.of("pipeline " + context.pipeline(), LakehouseCatalog.NAME, step.schema());
    List<String> notes = new ArrayList<>();
    List<String> outputs = List.of();
    long changed = 0;
    for (int i = 0; i < statements.size(); i++) {
      if (statements.size() > 1) {
        context
            .progress()
            .accept(String.format(Locale.ROOT, "%,d of %,d statements", i, statements.size()));
      }
      String text = statements.get(i).text();
      context.log().accept(text);
      StatementControl control = new StatementControl();
      context.onStop().accept(control::cancel);
      Ran ran = run(text, session(session, text, i, context), control);
      context.log().accept(ran.summary());
      notes.add(ran.summary());
      outputs = ran.outputs();
      changed += ran.changed();
    }
    String summary =
        notes.size() == 1 ? notes.getFirst() : "%d statements run".formatted(notes.size());
    return StepReport.done(summary)
        .withNotes(notes.size() == 1 ? List.of() : notes)
        .withOutputs(outputs)
        .withCounts(
            new StepReport.Counts(
                OptionalLong.empty(), OptionalLong.of(changed), OptionalLong.empty()));
  }

  /** A statement that was written anew is another, also in the same step of the same run. */
  private SqlSession session(SqlSession session, String text, int number, StepContext context) {
    return knowsTokens
        ? session.withCommitToken(
            LakehouseCatalog.NAME,
            "sql %s %d %s"
                .formatted(
                    context.token(),
                    number,
                    UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))))
        : session;
  }

  private Ran run(String text, SqlSession session, StatementControl control) {
    try (SqlResult result = engine.execute(session, text, control)) {
      if (result.columns().isEmpty() || result.updateType().isPresent()) {
        String kind = result.updateType().orElse("done");
        long rows = result.updateCount().orElse(0);
        return new Ran(
            result.updateCount().isEmpty()
                ? kind
                : String.format(Locale.ROOT, "%s: %,d %s", kind, rows, rows == 1 ? "row" : "rows"),
            rows,
            List.of());
      }
      List<String> outputs = new ArrayList<>();
      long rows = 0;
      for (List<List<Object>> page = result.fetch(FETCH);
          !page.isEmpty() && rows < MOST_OUTPUTS;
          page = result.fetch(FETCH)) {
        rows += page.size();
        page.forEach(row -> outputs.add(String.valueOf(row.getFirst())));
      }
      return new Ran(
          String.format(Locale.ROOT, "%,d %s", rows, rows == 1 ? "row" : "rows"), 0, outputs);
    }
  }
}
