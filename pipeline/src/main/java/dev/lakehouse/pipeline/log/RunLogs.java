package dev.lakehouse.pipeline.log;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.pipeline.state.AttemptLogStore;
import dev.lakehouse.pipeline.state.AttemptLogStore.Part;
import dev.lakehouse.pipeline.state.AttemptLogStore.Selection;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.work.RunSignals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Reads and follows the logs of runs, whoever writes them. Thread-safe. */
public final class RunLogs {
  private static final int PARTS_AT_A_TIME = 16;
  // A worker that dies leaves a log without its end.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AttemptLogStore store;
  private final RunReader reader;
  private final RunSignals signals;

  public RunLogs(AttemptLogStore store, RunReader reader, RunSignals signals) {
    this.store = requireNonNull(store, "store is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.signals = requireNonNull(signals, "signals is null");
  }

  /**
   * Gives the lines that there are, attempt by attempt.
   *
   * @throws LakehouseException NOT_FOUND if there is no such run or step
   */
  public void read(Selection selection, Consumer<LogLine> lines) {
    requireThere(selection);
    read(selection, new HashMap<>(), lines);
  }

  /**
   * Gives the lines that there are, and then those that come, until the run has ended.
   *
   * @throws LakehouseException NOT_FOUND if there is no such run or step
   */
  public void follow(Selection selection, Consumer<LogLine> lines) throws InterruptedException {
    requireThere(selection);
    Semaphore news = new Semaphore(1);
    RunSignals.Listener ear =
        new RunSignals.Listener() {
          @Override
          public void moved(long moved) {
            if (moved == selection.run()) {
              news.release();
            }
          }

          @Override
          public void look() {
            news.release();
          }
        };
    signals.add(ear);
    try {
      Map<Long, Integer> seen = new HashMap<>();
      Optional<Instant> end = Optional.empty();
      while (true) {
        news.acquire();
        news.drainPermits();
        boolean over = reader.run(selection.run()).state().isFinal();
        boolean complete = over && store.isComplete(selection);
        read(selection, seen, lines);
        if (over && end.isEmpty()) {
          end = Optional.of(Instant.now().plus(PATIENCE));
        }
        if (complete || end.filter(Instant.now()::isAfter).isPresent()) {
          return;
        }
      }
    } finally {
      signals.remove(ear);
    }
  }

  private void requireThere(Selection selection) {
    reader.run(selection.run());
    selection
        .step()
        .ifPresent(name -> {
          List<String> known =
              reader.steps(selection.run()).stream()
                  .map(step -> step.key().step())
                  .distinct()
                  .sorted()
                  .toList();
          if (!known.contains(name)) {
            throw LakehouseException.of(
                ErrorCode.NOT_FOUND,
                "there is no step '%s' in run %d".formatted(name, selection.run()),
                NearestWord.to(name, known)
                    .map("did you mean '%s'?"::formatted)
                    .orElse("its steps are " + String.join(", ", known)));
          }
        });
  }

  private void read(Selection selection, Map<Long, Integer> seen, Consumer<LogLine> lines) {
    List<Part> parts;
    do {
      parts = store.read(selection, seen, PARTS_AT_A_TIME);
      for (Part part : parts) {
        seen.put(part.attempt(), part.number());
        part.text().lines().forEach(line -> lines.accept(line(part, line)));
      }
    } while (parts.size() == PARTS_AT_A_TIME);
  }

  private static LogLine line(Part part, String line) {
    int space = line.indexOf(' ');
    return new LogLine(
        part.key(),
        part.value(),
        part.attemptNumber(),
        Instant.parse(line.substring(0, space)),
        line.substring(space + 1));
  }
}
