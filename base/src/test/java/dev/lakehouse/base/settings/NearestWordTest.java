package dev.lakehouse.base.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  @ParameterizedTest
  @CsvSource({
    "watermrk,watermark,1",
    "wtaermark,watermark,1",
    "WATERMARK,watermark,0",
    "fial,fail,1",
    "kitten,sitting,3",
    "'',abc,3",
    "ca,abc,3",
  })
  void countsInsertionsDeletionsReplacementsAndSwaps(String left, String right, int distance) {
    assertThat(NearestWord.distance(left, right)).isEqualTo(distance);
  }

  @Test
  void findsTheNearestCandidateAndTheFirstOfEquals() {
    assertThat(NearestWord.to("watermrk", List.of("waterfall", "watermark"))).contains("watermark");
    assertThat(NearestWord.to("cat", List.of("car", "bat"))).contains("car");
  }

  @Test
  void staysSilentWhenNothingIsNear() {
    assertThat(NearestWord.to("watermark", List.of("delimiter", "quote"))).isEmpty();
    assertThat(NearestWord.to("x", List.of("y"))).isEmpty();
    assertThat(NearestWord.to("", List.of("a"))).isEmpty();
  }

  @Property
  void distanceIsTheSameBothWaysAndNeverMoreThanTheLongerWord(
      @ForAll @AlphaChars @StringLength(max = 12) String left,
      @ForAll @AlphaChars @StringLength(max = 12) String right) {
    int distance = NearestWord.distance(left, right);

    assertThat(distance).isEqualTo(NearestWord.distance(right, left));
    assertThat(distance)
        .isBetween(
            Math.abs(left.length() - right.length()), Math.max(left.length(), right.length()));
    assertThat(distance == 0).isEqualTo(left.equalsIgnoreCase(right));
  }
}
