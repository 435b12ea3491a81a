package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.schedule.Catchup;
import dev.lakehouse.pipeline.schedule.Schedule;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillRangeTest {
  private static final Optional<Schedule> NONE = Optional.empty();

  private static Optional<Schedule> schedule(String expression, String zone) {
    return Optional.of(new Schedule(expression, ZoneId.of(zone), Catchup.LAST));
  }

  private static List<String> times(String from, String to, Optional<Schedule> schedule) {
    return BackfillRange.parse(from, to, schedule).times(schedule).stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  void bothDaysBelongToIt() {
    assertThat(times("2024-01-01", "2024-01-02", schedule("0 */12 * * *", "UTC")))
        .containsExactly(
            "2024-01-01T00:00:00Z",
            "2024-01-01T12:00:00Z",
            "2024-01-02T00:00:00Z",
            "2024-01-02T12:00:00Z");
  }

  @Test
  void daysAreThoseOfTheSchedulesTimeZone() {
    assertThat(times("2024-03-30", "2024-03-31", schedule("@daily", "Europe/Rome")))
        .containsExactly("2024-03-29T23:00:00Z", "2024-03-30T23:00:00Z");
  }

  @Test
  void bothMomentsBelongToIt() {
    assertThat(
            times("2024-01-01T06:00:00Z", "2024-01-01T10:00:00+02:00", schedule("@hourly", "UTC")))
        .containsExactly("2024-01-01T06:00:00Z", "2024-01-01T07:00:00Z", "2024-01-01T08:00:00Z");
  }

  @Test
  void withoutAScheduleThereIsARunForEachDay() {
    assertThat(times("2024-02-28", "2024-03-01", NONE))
        .containsExactly("2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-01-02 | 2024-01-01 | the backfill would end before it begins: 2024-01-02 is after 2024-01-01",
        "yesterday | 2024-01-01 | --from: 'yesterday' is neither a day nor a moment",
        "2024-01-01 | 2024-13-01 | --to: '2024-13-01' is neither a day nor a moment",
        "1990-01-01 | 2024-01-01 | this backfill would have more than 10,000 runs",
      })
  void aRangeThatIsNoneIsRefused(String from, String to, String message) {
    assertThatThrownBy(() -> times(from, to, NONE))
        .isInstanceOf(LakehouseException.class)
        .hasMessage(message);
  }

  @Test
  void aRangeWithoutATimeNamesTheNextOne() {
    assertThatThrownBy(() -> times("2024-01-02", "2024-01-03", schedule("@yearly", "UTC")))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e).hasMessage("the schedule @yearly has no time in there");
              assertThat(e.remedy()).contains("the next one is 2025-01-01T00:00:00Z");
            });
  }
}
