package dev.lakehouse.pipeline.log;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.StepControl;
import dev.lakehouse.pipeline.work.StepRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * Keeps a log of every attempt: what the step says, what others log meanwhile on its thread, and
 * how it ended. Thread-safe.
 */
public final class LoggedSteps implements StepRunner {
  /** The id of the attempt that a thread is at, among what loggers know of it (the MDC). */
  public static final String ATTEMPT = "attempt";

  private final StepRunner steps;
  private final AttemptLogs logs;

  public LoggedSteps(StepRunner steps, AttemptLogs logs) {
    this.steps = requireNonNull(steps, "steps is null");
    this.logs = requireNonNull(logs, "logs is null");
  }

  @Override
  public StepOutcome run(StartedAttempt attempt, StepControl control) throws Exception {
    try (AttemptLog log = logs.open(attempt)) {
      log.line("attempt %d begins".formatted(attempt.number()));
      LastLines said = new LastLines();
      control.logTo(lines -> {
        said.add(lines);
        log.line(lines);
      });
      StepOutcome outcome;
      try (MDC.MDCCloseable _ = MDC.putCloseable(ATTEMPT, Long.toString(attempt.id()))) {
        outcome = steps.run(attempt, control);
      } catch (Exception e) {
        tell(log, control.stop());
        tell(log, e);
        throw e;
      }
      tell(log, control.stop());
      tell(log, outcome, said);
      return outcome;
    }
  }

  private static void tell(AttemptLog log, Optional<StepControl.Stop> stop) {
    stop.ifPresent(reason ->
        log.line(
            switch (reason) {
              case CANCELLED -> "stopped: the run was cancelled";
              case TIMEOUT -> "stopped: it took longer than it may";
              case SHUTDOWN -> "stopped: its worker ends";
            }));
  }

  /** What a step has just said, and need not be told again. Thread-safe. */
  private static final class LastLines {
    private static final int MOST = 32;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
      lines.addLast(line);
      if (lines.size() > MOST) {
        lines.removeFirst();
      }
    }

    synchronized boolean have(String line) {
      return lines.contains(line);
    }
  }

  private static void tell(AttemptLog log, StepOutcome outcome, LastLines said) {
    switch (outcome) {
      case StepOutcome.Done done -> {
        tell(log, done.notes(), said);
        log.line((done.idle() ? "nothing to do: " : "done: ") + done.summary());
      }
      case StepOutcome.Failed failed -> {
        tell(log, failed.notes(), said);
        log.line("failed: " + failed.error());
        failed.remedy().ifPresent(remedy -> log.line("remedy: " + remedy));
      }
      case StepOutcome.Interrupted _ -> log.line("left to another worker");
    }
  }

  private static void tell(AttemptLog log, List<String> notes, LastLines said) {
    notes.stream().filter(note -> !said.have(note)).forEach(note -> log.line("  " + note));
  }

  /** Only what nobody foresaw shows where it comes from. */
  private static void tell(AttemptLog log, Exception failure) {
    if (failure instanceof LakehouseException known && known.code() != ErrorCode.INTERNAL) {
      log.line("failed: " + known.getMessage());
      known.remedy().ifPresent(remedy -> log.line("remedy: " + remedy));
    } else if (!(failure instanceof InterruptedException)) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      log.line("failed: " + trace);
    }
  }
}
