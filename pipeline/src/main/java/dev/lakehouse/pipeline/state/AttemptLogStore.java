package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the logs of attempts, each as parts in their order. Thread-safe. */
public final class AttemptLogStore {
  private final StateDatabase database;

  public AttemptLogStore(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * A part of a log, to be written.
   *
   * @param number counts the parts of the attempt, from 0
   * @param text lines, each with its end
   * @param last nothing comes after it
   * @param cut what is to be forgotten for it
   */
  public record NewPart(
      long attempt, long run, int number, String text, boolean last, Optional<Cut> cut) {
    public NewPart {
      requireNonNull(text, "text is null");
      requireNonNull(cut, "cut is null");
    }
  }

  /**
   * Parts in the middle of a log that are forgotten.
   *
   * @param first the first of them, which the marker takes the place of
   * @param last the last of them
   * @param marker a line that says what was there
   */
  public record Cut(int first, int last, String marker) {
    public Cut {
      requireNonNull(marker, "marker is null");
    }
  }

  /**
   * Writes parts, all or none. One that is there already stays as it is; one whose attempt was
   * deleted is left out.
   *
   * @throws dev.lakehouse.base.error.LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public void write(List<NewPart> parts) {
    database.useTransaction(handle -> {
      try (PreparedBatch batch =
          handle.prepareBatch(
              """
              INSERT INTO attempt_logs (attempt_id, part, text, last)
              SELECT id, :part, :text, :last FROM attempts WHERE id = :attempt
              ON CONFLICT DO NOTHING\
              """)) {
        for (NewPart part : parts) {
          batch
              .bind("part", part.number())
              .bind("text", part.text())
              .bind("last", part.last())
              .bind("attempt", part.attempt())
              .add();
        }
        batch.execute();
      }
      for (NewPart part : parts) {
        part.cut().ifPresent(cut -> forget(handle, part.attempt(), cut));
      }
      parts.stream().map(NewPart::run).distinct().forEach(run -> RunStore.tell(handle, run));
    });
  }

  private static void forget(Handle handle, long attempt, Cut cut) {
    handle
        .createUpdate(
            "DELETE FROM attempt_logs WHERE attempt_id = :attempt AND part > :first AND part <= :last")
        .bind("attempt", attempt)
        .bind("first", cut.first())
        .bind("last", cut.last())
        .execute();
    handle
        .createUpdate(
            "UPDATE attempt_logs SET text = :marker WHERE attempt_id = :attempt AND part = :first")
        .bind("marker", cut.marker())
        .bind("attempt", attempt)
        .bind("first", cut.first())
        .execute();
  }

  /**
   * Which logs of a run are wanted.
   *
   * @param step those of this step; empty for all
   * @param attempt the number of the attempt, from 1; empty for all
   */
  public record Selection(long run, Optional<String> step, OptionalInt attempt) {
    public Selection {
      requireNonNull(step, "step is null");
      requireNonNull(attempt, "attempt is null");
    }
  }

  /**
   * A part of a log, as it is kept.
   *
   * @param attempt the attempt's id
   * @param key whose log it is
   * @param value the value that a fan-out gave the step
   * @param attemptNumber which attempt of the step it is, from 1
   * @param number which part of the attempt's log it is
   * @param text lines, each with its end
   */
  public record Part(
      long attempt,
      StepKey key,
      Optional<String> value,
      int attemptNumber,
      int number,
      String text) {
    public Part {
      requireNonNull(key, "key is null");
      requireNonNull(value, "value is null");
      requireNonNull(text, "text is null");
    }
  }

  /**
   * Parts that were not seen yet, attempt by attempt.
   *
   * @param seen the number of the last part that was seen, by the attempt's id
   * @param most how many at most
   */
  public List<Part> read(Selection selection, Map<Long, Integer> seen, int most) {
    return database.inTransaction(handle -> {
      var query =
          handle.createQuery(
              """
              SELECT a.id, a.run_id, a.step, a.item, s.value, a.number, l.part, l.text
              FROM attempts a
              JOIN steps s ON s.run_id = a.run_id AND s.step = a.step AND s.item = a.item
              LEFT JOIN unnest(:attempts, :parts) AS seen(attempt, part) ON seen.attempt = a.id
              JOIN attempt_logs l ON l.attempt_id = a.id AND l.part > COALESCE(seen.part, -1)
              WHERE a.run_id = :run%s
              ORDER BY a.id, l.part LIMIT :most\
              """
                  .formatted(conditions(selection)));
      selection.step().ifPresent(step -> query.bind("step", step));
      selection.attempt().ifPresent(number -> query.bind("number", number));
      List<Long> attempts = new ArrayList<>(seen.keySet());
      return query
          .bindArray("attempts", Long.class, attempts)
          .bindArray("parts", Integer.class, attempts.stream().map(seen::get).toList())
          .bind("run", selection.run())
          .bind("most", most)
          .map((row, context) ->
              new Part(
                  row.getLong("id"),
                  new StepKey(row.getLong("run_id"), row.getString("step"), row.getInt("item")),
                  Rows.text(row, "value"),
                  row.getInt("number"),
                  row.getInt("part"),
                  row.getString("text")))
          .list();
    });
  }

  /** True if nothing more comes: the logs of all attempts have their last part. */
  public boolean isComplete(Selection selection) {
    return database.inTransaction(handle -> {
      var query =
          handle.createQuery(
              """
              SELECT NOT EXISTS (SELECT FROM attempts a WHERE a.run_id = :run%s
                AND a.state <> 'LOST'
                AND NOT EXISTS (SELECT FROM attempt_logs l WHERE l.attempt_id = a.id AND l.last))\
              """
                  .formatted(conditions(selection)));
      selection.step().ifPresent(step -> query.bind("step", step));
      selection.attempt().ifPresent(number -> query.bind("number", number));
      return query.bind("run", selection.run()).mapTo(Boolean.class).one();
    });
  }

  private static String conditions(Selection selection) {
    return selection.step().map(step -> " AND a.step = :step").orElse("")
        + (selection.attempt().isPresent() ? " AND a.number = :number" : "");
  }
}
