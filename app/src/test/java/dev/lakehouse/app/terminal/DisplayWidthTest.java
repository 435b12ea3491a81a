package dev.lakehouse.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {
  @ParameterizedTest
  @CsvSource({
    "'',0",
    "abc,3",
    "Köln,4",
    "Ko\u0308ln,4",
    "東京,4",
    "한국,4",
    "ｆｕｌｌ,8",
    "Ελλάδα,6",
    "a\u200bb,2",
    "👍,2",
    "👍🏽,2",
    "👩‍👩‍👧,2",
    "🇮🇹,2",
    "❤️,2",
  })
  void countsColumnsOfATerminal(String text, int width) {
    assertThat(DisplayWidth.of(text)).isEqualTo(width);
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef,6,abcdef",
    "abcdef,5,abcd…",
    "abcdef,1,…",
    "abcdef,0,''",
    "東京都庁,8,東京都庁",
    "東京都庁,7,東京都…",
    "東京都庁,6,東京…",
    "Ko\u0308ln am Rhein,4,Ko\u0308l…",
  })
  void cutsBetweenCharacters(String text, int width, String cut) {
    assertThat(DisplayWidth.cut(text, width, "…")).isEqualTo(cut);
  }

  @Property
  void whatIsCutFits(
      @ForAll @StringLength(max = 20) String text, @ForAll @IntRange(max = 25) int width) {
    assertThat(DisplayWidth.of(DisplayWidth.cut(text, width, "..."))).isLessThanOrEqualTo(width);
  }
}
