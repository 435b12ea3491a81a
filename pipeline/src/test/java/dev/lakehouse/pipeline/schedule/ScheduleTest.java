package dev.lakehouse.pipeline.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static List<String> times(Schedule schedule, String after, int count) {
    return Stream.iterate(schedule.next(Instant.parse(after)), schedule::next)
        .limit(count)
        .map(time -> time.atZone(schedule.zone()).toOffsetDateTime().toString())
        .toList();
  }

  @Test
  void namesStandForExpressions() {
    assertThat(times(new Schedule("@daily", UTC, Catchup.NONE), "2026-01-01T00:00:00Z", 2))
        .containsExactly("2026-01-02T00:00Z", "2026-01-03T00:00Z");
    assertThat(times(new Schedule("@weekly", UTC, Catchup.NONE), "2026-01-01T00:00:00Z", 1))
        .containsExactly("2026-01-04T00:00Z");
  }

  @Test
  void aDailyTimeComesOnTheDayOnWhichTheClocksJumpOverIt() {
    assertThat(times(new Schedule("30 2 * * *", BERLIN, Catchup.NONE), "2026-03-28T00:00:00Z", 3))
        .containsExactly(
            "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
  }

  @Test
  void aDailyTimeThatComesTwiceCountsOnce() {
    assertThat(times(new Schedule("30 2 * * *", BERLIN, Catchup.NONE), "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void everyHourGoesByTheHoursThatPass() {
    assertThat(times(new Schedule("15 * * * *", BERLIN, Catchup.NONE), "2026-03-29T00:00:00Z", 3))
        .containsExactly(
            "2026-03-29T01:15+01:00", "2026-03-29T03:15+02:00", "2026-03-29T04:15+02:00");
    assertThat(times(new Schedule("15 * * * *", BERLIN, Catchup.NONE), "2026-10-25T00:00:00Z", 3))
        .containsExactly(
            "2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00", "2026-10-25T03:15+01:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"61 * * * *", "* * * *", "a b c d e", "0 0 31 2 *", "@never", ""})
  void whatIsNoExpressionIsRefused(String text) {
    assertThatThrownBy(() -> new Schedule(text, UTC, Catchup.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Schedule.Due due(Catchup catchup, String now) {
    return new Schedule("@daily", UTC, catchup)
        .due(Instant.parse("2026-01-02T00:00:00Z"), Instant.parse(now));
  }

  @Test
  void whatIsNotYetDueIsNot() {
    assertThat(due(Catchup.ALL, "2026-01-01T23:59:59Z"))
        .isEqualTo(new Schedule.Due(List.of(), Instant.parse("2026-01-02T00:00:00Z")));
  }

  @Test
  void aTimeThatHasJustComeIsDueWhateverTheRule() {
    for (Catchup catchup : Catchup.values()) {
      assertThat(due(catchup, "2026-01-02T00:00:20Z"))
          .isEqualTo(
              new Schedule.Due(
                  List.of(Instant.parse("2026-01-02T00:00:00Z")),
                  Instant.parse("2026-01-03T00:00:00Z")));
    }
  }

  @Test
  void theRuleSaysWhatBecomesOfTimesThatWereMissed() {
    Instant next = Instant.parse("2026-01-05T00:00:00Z");
    assertThat(due(Catchup.NONE, "2026-01-04T09:00:00Z"))
        .isEqualTo(new Schedule.Due(List.of(), next));
    assertThat(due(Catchup.LAST, "2026-01-04T09:00:00Z"))
        .isEqualTo(new Schedule.Due(List.of(Instant.parse("2026-01-04T00:00:00Z")), next));
    assertThat(due(Catchup.ALL, "2026-01-04T09:00:00Z"))
        .isEqualTo(
            new Schedule.Due(
                List.of(
                    Instant.parse("2026-01-02T00:00:00Z"),
                    Instant.parse("2026-01-03T00:00:00Z"),
                    Instant.parse("2026-01-04T00:00:00Z")),
                next));
  }
}
