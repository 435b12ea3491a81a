package dev.lakehouse.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static Samples millis(long... millis) {
    return new Samples(Arrays.stream(millis).mapToObj(Duration::ofMillis).toList());
  }

  private static String printed(Figure figure) {
    return printed(figure, false);
  }

  private static String printed(Figure figure, boolean trino) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, trino).print(figure);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theMedianIsTheOneInTheMiddleOrTheMeanOfTheTwo() {
    assertThat(millis(30, 10, 20).median()).isEqualTo(0.020);
    assertThat(millis(40, 10, 20, 30).median()).isEqualTo(0.025);
    assertThat(millis(30, 10, 20).text()).isEqualTo("20 ms (10..30)");
    assertThat(millis(3000, 1000, 2500).text()).isEqualTo("2.50 s (1.00..3.00)");
  }

  @Test
  void aRatioIsHeldAgainstThePeersMedian() {
    Paired times = new Paired(millis(125), millis(90, 100, 500));

    assertThat(printed(Figure.of("load", times, new Bar.TimesPeer(1.25))))
        .contains("1.25 x")
        .contains("PASS");
    assertThat(printed(Figure.of("load", times, new Bar.TimesPeer(1.2)))).contains("FALL SHORT");
  }

  @Test
  void trinosMedianIsSoManyTimesOurs() {
    Figure figure =
        Figure.of("q01", new Paired(millis(100), millis(80)), new Bar.TimesFasterThanTrino(3.5))
            .withTrino(millis(352, 340, 900));

    assertThat(printed(figure, true))
        .contains("1.25 x", "352 ms (340..900)", "3.52 x", "Trino >= 3.5 x", "PASS");
    assertThat(printed(figure.withTrino(millis(349)), true)).contains("3.49 x", "FALL SHORT");
  }

  @Test
  void aTimeAndARateAreHeldAgainstOurMedian() {
    assertThat(Figure.of("a", millis(50), new Bar.Seconds(0.05)).passes()).isTrue();
    assertThat(Figure.of("a", millis(51), new Bar.Seconds(0.05)).passes()).isFalse();
    assertThat(Figure.of("f", millis(1000), new Bar.PerSecond("files", 100, 100)).passes())
        .isTrue();
    assertThat(Figure.of("f", millis(1001), new Bar.PerSecond("files", 100, 100)).passes())
        .isFalse();
  }

  @Test
  void tooMuchMemoryFallsShortHoweverFast() {
    Figure figure =
        Figure.of("load", millis(1), new Bar.Seconds(1))
            .withPeak(OptionalLong.of(701_000_000), OptionalLong.of(700_000_000));

    assertThat(printed(figure)).contains("701 MB <= 700 MB").contains("FALL SHORT");
  }

  @Test
  void whatIsExcusedIsNotJudged() {
    assertThat(printed(Figure.of("q12", millis(7), new Bar.Excused("no answer: division by zero"))))
        .contains("7 ms (7..7)")
        .contains("no answer: division by zero")
        .doesNotContain("PASS");
  }

  @Test
  void thePeakIsReadFromTheStatusOfTheProcess() {
    assertThat(PeakMemory.parse(List.of("Name:\tjava", "VmHWM:\t  2048 kB", "VmRSS:\t 1 kB")))
        .hasValue(2 << 20);
    assertThat(PeakMemory.parse(List.of("Name:\tjava"))).isEmpty();
  }
}
