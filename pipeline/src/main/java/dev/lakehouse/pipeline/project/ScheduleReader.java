package dev.lakehouse.pipeline.project;

import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsScalar;
import dev.lakehouse.pipeline.schedule.Catchup;
import dev.lakehouse.pipeline.schedule.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Reads {@code schedule}: an expression, or a mapping with more to say. */
final class ScheduleReader {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private ScheduleReader() {}

  static Optional<Schedule> read(SettingsMapping pipeline) {
    return pipeline
        .optionalNode("schedule")
        .flatMap(node ->
            node instanceof SettingsScalar
                ? schedule(pipeline, "schedule", UTC, Catchup.LAST)
                : pipeline.optionalMapping("schedule").flatMap(ScheduleReader::ofMapping));
  }

  private static Optional<Schedule> ofMapping(SettingsMapping settings) {
    ZoneId zone =
        settings.optionalText("time_zone").flatMap(name -> zone(settings, name)).orElse(UTC);
    Catchup catchup = settings.optionalOneOf("catchup", Catchup.class).orElse(Catchup.LAST);
    return schedule(settings, "cron", zone, catchup);
  }

  private static Optional<ZoneId> zone(SettingsMapping settings, String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      settings.reject(
          "time_zone", "there is no time zone '%s'; Europe/Rome is one".formatted(name));
      return Optional.empty();
    }
  }

  private static Optional<Schedule> schedule(
      SettingsMapping settings, String name, ZoneId zone, Catchup catchup) {
    String expression = settings.text(name);
    if (expression.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Schedule(expression, zone, catchup));
    } catch (IllegalArgumentException e) {
      settings.reject(
          name,
          "'%s' is no schedule: %s. Write five fields, as '0 3 * * *' for daily at 03:00, or one of %s"
              .formatted(
                  expression,
                  e.getMessage(),
                  String.join(", ", Schedule.NAMES.keySet().stream().sorted().toList())));
      return Optional.empty();
    }
  }
}
