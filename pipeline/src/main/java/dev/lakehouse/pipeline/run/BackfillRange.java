package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times of a backfill: those of the pipeline's schedule in a range, or the beginning of each
 * day in UTC if it has none.
 *
 * @param from the first moment
 * @param until the first moment after it
 */
public record BackfillRange(Instant from, Instant until) {
  /** How many runs a backfill can have. */
  public static final int MOST = 10_000;

  private static final ZoneId UTC = ZoneId.of("UTC");

  public BackfillRange {
    requireNonNull(from, "from is null");
    requireNonNull(until, "until is null");
  }

  /**
   * Reads a range; both ends belong to it.
   *
   * @param from a day of the schedule's time zone ({@code 2024-01-01}), or a moment ({@code
   *     2024-01-01T06:00:00Z})
   * @param to the same
   * @throws LakehouseException INVALID_ARGUMENT if one of them is neither, or the first is after
   *     the last
   */
  public static BackfillRange parse(String from, String to, Optional<Schedule> schedule) {
    ZoneId zone = schedule.map(Schedule::zone).orElse(UTC);
    BackfillRange first = parse("--from", from, zone);
    BackfillRange last = parse("--to", to, zone);
    if (!first.from().isBefore(last.until())) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the backfill would end before it begins: %s is after %s".formatted(from, to),
          "give the earlier one with --from");
    }
    return new BackfillRange(first.from(), last.until());
  }

  /** The day or the moment itself. */
  private static BackfillRange parse(String option, String text, ZoneId zone) {
    try {
      if (text.length() <= "2024-01-01".length()) {
        LocalDate day = LocalDate.parse(text);
        return new BackfillRange(
            day.atStartOfDay(zone).toInstant(), day.plusDays(1).atStartOfDay(zone).toInstant());
      }
      Instant moment = OffsetDateTime.parse(text).toInstant();
      return new BackfillRange(moment, moment.plusMillis(1));
    } catch (DateTimeException e) {
      throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "%s: '%s' is neither a day nor a moment".formatted(option, text),
              "write it as 2024-01-31, or as 2024-01-31T06:00:00Z")
          .causedBy(e);
    }
  }

  /**
   * The times, in their order.
   *
   * @throws LakehouseException INVALID_ARGUMENT if there is none, or more than {@link #MOST}
   */
  public List<Instant> times(Optional<Schedule> schedule) {
    List<Instant> times = new ArrayList<>();
    Instant time = next(schedule, from.minusMillis(1));
    while (time.isBefore(until)) {
      if (times.size() == MOST) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "this backfill would have more than %,d runs".formatted(MOST),
            "do it in parts, with --from and --to nearer to each other");
      }
      times.add(time);
      time = next(schedule, time);
    }
    if (times.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the schedule %s has no time in there"
              .formatted(schedule.map(Schedule::toString).orElse("@daily")),
          "the next one is " + time);
    }
    return times;
  }

  private static Instant next(Optional<Schedule> schedule, Instant after) {
    return schedule
        .map(known -> known.next(after))
        .orElseGet(() -> after.atZone(UTC).toLocalDate().plusDays(1).atStartOfDay(UTC).toInstant());
  }
}
