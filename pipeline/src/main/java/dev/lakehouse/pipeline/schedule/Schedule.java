package dev.lakehouse.pipeline.schedule;

import static java.util.Objects.requireNonNull;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a pipeline runs: a cron expression with five fields (minute, hour, day of the month, month,
 * day of the week; see crontab(5)) in a time zone. Immutable.
 *
 * <p>Daylight saving: a time of the day that the clocks jump over comes when they jump, so that a
 * daily pipeline runs every day; one that comes twice, counts the first time. Expressions for any
 * hour go by the hours that pass.
 */
public final class Schedule {
  /** Names for expressions that are often wanted. */
  public static final Map<String, String> NAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *");

  // A server that is busy is late by seconds; that is not missed.
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final int MOST = 10_000;
  // What db-scheduler answers if there is no time at all.
  private static final Instant NEVER = Instant.parse("2400-01-01T00:00:00Z");

  private final String expression;
  private final ZoneId zone;
  private final Catchup catchup;
  private final boolean everyHour;
  private final CronSchedule zoned;
  private final CronSchedule local;

  /**
   * A schedule.
   *
   * @param expression a cron expression, or one of {@link #NAMES}
   * @param catchup what becomes of times that were missed
   * @throws IllegalArgumentException if the expression is none, or its time never comes; the
   *     message says why
   */
  public Schedule(String expression, ZoneId zone, Catchup catchup) {
    this.expression = requireNonNull(expression, "expression is null");
    this.zone = requireNonNull(zone, "zone is null");
    this.catchup = requireNonNull(catchup, "catchup is null");
    String fields = NAMES.getOrDefault(expression, expression);
    this.zoned = new CronSchedule(fields, zone, CronStyle.UNIX);
    this.local = new CronSchedule(fields, ZoneOffset.UTC, CronStyle.UNIX);
    this.everyHour = fields.strip().matches("\\S+\\s+[*].*");
    if (zoned.getInitialExecutionTime(Instant.EPOCH).isAfter(NEVER)) {
      throw new IllegalArgumentException("there is no such day in any year");
    }
  }

  /** The expression as it was given. */
  public String expression() {
    return expression;
  }

  /** The time zone that it is in. */
  public ZoneId zone() {
    return zone;
  }

  /** The first time after another. */
  public Instant next(Instant after) {
    Instant next = zoned.getInitialExecutionTime(after);
    return everyHour ? next : jumpedOver(after, next).orElse(next);
  }

  /** When the clocks jump over a time that is meant, between two times. */
  private Optional<Instant> jumpedOver(Instant after, Instant next) {
    ZoneOffsetTransition change = zone.getRules().nextTransition(after);
    while (change != null && change.getInstant().isBefore(next)) {
      if (change.isGap()) {
        LocalDateTime meant =
            LocalDateTime.ofInstant(
                local.getInitialExecutionTime(
                    change.getDateTimeBefore().minusSeconds(1).toInstant(ZoneOffset.UTC)),
                ZoneOffset.UTC);
        if (meant.isBefore(change.getDateTimeAfter())) {
          return Optional.of(change.getInstant());
        }
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return Optional.empty();
  }

  /**
   * What is due.
   *
   * @param times those that get a run now
   * @param next the first time that is still to come
   */
  public record Due(List<Instant> times, Instant next) {
    public Due {
      times = List.copyOf(times);
      requireNonNull(next, "next is null");
    }
  }

  /**
   * What is due now.
   *
   * @param first the first time that nothing was done about yet
   */
  public Due due(Instant first, Instant now) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> last = Optional.empty();
    Instant time = first;
    while (!time.isAfter(now) && times.size() < MOST) {
      boolean missed = time.plus(GRACE).isBefore(now);
      if (!missed || catchup == Catchup.ALL) {
        times.add(time);
      }
      last = Optional.of(time);
      time = next(time);
    }
    if (times.isEmpty() && catchup == Catchup.LAST) {
      last.ifPresent(times::add);
    }
    return new Due(times, time);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule schedule
        && expression.equals(schedule.expression)
        && zone.equals(schedule.zone)
        && catchup == schedule.catchup;
  }

  @Override
  public int hashCode() {
    return expression.hashCode();
  }

  /** For people: the expression, and the zone if it is not UTC. */
  @Override
  public String toString() {
    return zone.equals(ZoneOffset.UTC) || zone.getId().equals("UTC")
        ? expression
        : expression + " " + zone;
  }
}
