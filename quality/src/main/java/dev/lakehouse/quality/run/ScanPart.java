package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.quality.check.Check;
import java.util.List;

/**
 * What a check takes from the scan that it shares with others.
 *
 * @param expressions the aggregates that it needs, over rows that are called {@code t}
 * @param judge what it makes of them
 */
record ScanPart(Check check, List<String> expressions, Judge judge) {
  /** Makes a finding of what was computed. */
  @FunctionalInterface
  interface Judge {
    /**
     * The finding.
     *
     * @param total how many rows there are
     * @param values of the expressions, as the client protocol has them
     */
    Finding judge(long total, List<Object> values);
  }

  ScanPart {
    requireNonNull(check, "check is null");
    expressions = List.copyOf(expressions);
    requireNonNull(judge, "judge is null");
  }
}
