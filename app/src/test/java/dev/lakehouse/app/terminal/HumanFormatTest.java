package dev.lakehouse.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanFormatTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,1.0 kB",
    "1249,1.2 kB",
    "1250,1.3 kB",
    "999949,999.9 kB",
    "999950,1.0 MB",
    "1200000,1.2 MB",
    "576000000,576.0 MB",
    "9223372036854775807,9.2 EB",
  })
  void writesBytesWithOneDecimal(long bytes, String text) {
    assertThat(HumanFormat.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0 ms",
    "PT0.0004S,0 ms",
    "PT0.0125S,13 ms",
    "PT0.9994S,999 ms",
    "PT0.9996S,1.00 s",
    "PT1.2351S,1.24 s",
    "PT59.994S,59.99 s",
    "PT59.996S,1m 00s",
    "PT185S,3m 05s",
    "PT59M59.6S,1h 00m",
    "PT2H7M12S,2h 07m",
    "PT23H59M40S,1d 00h",
    "P3DT4H10M,3d 04h",
  })
  void writesDurationsInTheUnitThatFits(Duration duration, String text) {
    assertThat(HumanFormat.duration(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0 rows", "1,1 row", "200,200 rows", "1234567,'1,234,567 rows'"})
  void writesCountsWithThousands(long count, String text) {
    assertThat(HumanFormat.count(count, "row", "rows")).isEqualTo(text);
  }

  @Test
  void refusesNegativeQuantities() {
    assertThatThrownBy(() -> HumanFormat.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HumanFormat.duration(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
