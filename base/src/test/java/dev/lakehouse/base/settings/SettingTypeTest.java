package dev.lakehouse.base.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {
  private enum OnBadRow {
    FAIL,
    QUARANTINE,
    DROP_ROW
  }

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "90s,PT90S",
    "30m,PT30M",
    "12h,PT12H",
    "7d,PT168H",
    "2w,PT336H",
    "1h30m,PT90M",
    "1d12h,PT36H",
    "0s,PT0S",
  })
  void readsLengthsOfTime(String text, Duration duration) {
    assertThat(SettingType.DURATION_OF_TIME.parse().apply(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "d", "7 d", "-7d", "7y", "30m1h", "1.5h", "7D", "9999999999s"})
  void refusesWhatIsNoLengthOfTime(String text) {
    assertThat(SettingType.DURATION_OF_TIME.parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "7 b,7", "512MB,536870912", "2gb,2147483648", "1TB,1099511627776"})
  void readsSizes(String text, long bytes) {
    assertThat(SettingType.SIZE.parse().apply(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "512", "MB", "-1MB", "1.5GB", "2PB", "999999999999TB"})
  void refusesWhatIsNoSize(String text) {
    assertThat(SettingType.SIZE.parse().apply(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "-5,-5", "+5,5", "9223372036854775807,9223372036854775807"})
  void readsWholeNumbers(String text, long number) {
    assertThat(SettingType.INTEGER.parse().apply(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.0", "1e3", "0x10", "1_000", "9223372036854775808", "ten"})
  void refusesWhatIsNoWholeNumber(String text) {
    assertThat(SettingType.INTEGER.parse().apply(text)).isEmpty();
  }

  @Test
  void keepsWholeNumbersWithinLimits() {
    SettingType<Long> port = SettingType.integerBetween(1, 65535);

    assertThat(port.parse().apply("65535")).contains(65535L);
    assertThat(port.parse().apply("65536")).isEmpty();
    assertThat(port.parse().apply("0")).isEmpty();
    assertThat(port.expected()).isEqualTo("a whole number from 1 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "on", "TRUE", "1", ""})
  void hasOneWordForEachTruthValue(String text) {
    assertThat(SettingType.BOOL.parse().apply(text)).isEmpty();
    assertThat(SettingType.BOOL.parse().apply("true")).contains(true);
    assertThat(SettingType.BOOL.parse().apply("false")).contains(false);
  }

  @Test
  void readsConstantsByTheirNames() {
    SettingType<OnBadRow> type = SettingType.oneOf(OnBadRow.class);

    assertThat(type.parse().apply("quarantine")).contains(OnBadRow.QUARANTINE);
    assertThat(type.parse().apply("drop_row")).contains(OnBadRow.DROP_ROW);
    assertThat(type.parse().apply("drop-row")).contains(OnBadRow.DROP_ROW);
    assertThat(type.parse().apply("drop")).isEmpty();
    assertThat(type.expected()).isEqualTo("one of fail, quarantine, drop_row");
  }
}
