package dev.lakehouse.pipeline.state;

import dev.lakehouse.pipeline.graph.StepState;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Writes down how attempts ended. */
final class AttemptRecords {
  private AttemptRecords() {}

  /**
   * Ends an attempt.
   *
   * @param state what becomes of its step
   */
  static void end(Handle handle, StartedAttempt attempt, StepOutcome outcome, StepState state) {
    try (Update update =
        handle.createUpdate(
            """
            WITH ended AS (
              UPDATE attempts SET ended_at = clock_timestamp(), state = :ended,
                rows_in = :rows_in, rows_out = :rows_out, snapshot_id = :snapshot,
                summary = :summary, notes = CAST(:notes AS jsonb), code = :code, error = :error,
                remedy = :remedy
              WHERE id = :id
            )
            UPDATE steps SET state = :state, idle = :idle, progress = NULL,
              failures = failures + :failures, outputs = CAST(:outputs AS jsonb),
              ended_at = CASE WHEN :over THEN clock_timestamp() END
            WHERE run_id = :run AND step = :step AND item = :item\
            """)) {
      bind(update, outcome);
      update
          .bind("id", attempt.id())
          .bind("state", state.name())
          .bind("over", state.isFinal())
          .bind("run", attempt.key().run())
          .bind("step", attempt.key().step())
          .bind("item", attempt.key().item())
          .execute();
    }
  }

  private static void bind(Update update, StepOutcome outcome) {
    switch (outcome) {
      case StepOutcome.Done done ->
          bind(update, "SUCCESS", done.idle(), 0)
              .bind("rows_in", nullable(done.rowsIn()))
              .bind("rows_out", nullable(done.rowsOut()))
              .bind("snapshot", nullable(done.snapshot()))
              .bind("summary", done.summary())
              .bind("notes", JsonTexts.write(done.notes()))
              .bind("outputs", JsonTexts.write(done.outputs()))
              .bind("code", (String) null)
              .bind("error", (String) null)
              .bind("remedy", (String) null);
      case StepOutcome.Failed failed ->
          withoutResult(bind(update, "FAILED", false, 1))
              .bind("notes", JsonTexts.write(failed.notes()))
              .bind("code", failed.code().name())
              .bind("error", failed.error())
              .bind("remedy", failed.remedy().orElse(null));
      case StepOutcome.Interrupted _ ->
          withoutResult(bind(update, "INTERRUPTED", false, 0))
              .bind("notes", JsonTexts.write(List.of()))
              .bind("code", (String) null)
              .bind("error", "its worker was stopped")
              .bind("remedy", (String) null);
    }
  }

  private static Update bind(Update update, String ended, boolean idle, int failures) {
    return update.bind("ended", ended).bind("idle", idle).bind("failures", failures);
  }

  private static Update withoutResult(Update update) {
    return update
        .bind("rows_in", (Long) null)
        .bind("rows_out", (Long) null)
        .bind("snapshot", (Long) null)
        .bind("summary", (String) null)
        .bind("outputs", (String) null);
  }

  private static Long nullable(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
