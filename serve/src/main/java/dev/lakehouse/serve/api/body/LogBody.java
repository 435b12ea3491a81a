package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.log.LogLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The logs of a run's attempts, attempt by attempt. */
public record LogBody(List<LineBody> lines) {
  public LogBody {
    lines = List.copyOf(lines);
  }

  /** A line; see {@link LogLine}. */
  public record LineBody(
      Instant time, String step, Optional<String> value, int attempt, String line) {
    public LineBody {
      requireNonNull(time, "time is null");
      requireNonNull(step, "step is null");
      requireNonNull(value, "value is null");
      requireNonNull(line, "line is null");
    }

    /** The body of a line. */
    public static LineBody of(LogLine line) {
      return new LineBody(
          line.time(), line.key().step(), line.value(), line.attempt(), line.text());
    }
  }
}
