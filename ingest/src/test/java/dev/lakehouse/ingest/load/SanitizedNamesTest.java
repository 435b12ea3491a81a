package dev.lakehouse.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class SanitizedNamesTest {
  private static final String IDENTIFIER = "\\p{L}[\\p{L}\\p{Nd}]*(_[\\p{L}\\p{Nd}]+)*";

  @Property
  void isAlwaysAPlainIdentifierInLowerCase(@ForAll("headers") String header) {
    String name = SanitizedNames.of(header, "column");

    assertThat(name).matches(IDENTIFIER).isEqualTo(name.toLowerCase(Locale.ROOT));
  }

  @Property
  void isStable(@ForAll("headers") String header) {
    String name = SanitizedNames.of(header, "column");

    assertThat(SanitizedNames.of(name, "column")).isEqualTo(name);
  }

  @Property
  void everyColumnOfAFileHasANameOfItsOwn(
      @ForAll("columns") @Size(max = 12) @UniqueElements List<String> columns) {
    Map<String, String> names = SanitizedNames.ofColumns(columns);

    assertThat(names.keySet()).containsExactlyElementsOf(columns);
    assertThat(names.values()).doesNotHaveDuplicates().allMatch(name -> name.matches(IDENTIFIER));
    assertThat(SanitizedNames.ofColumns(columns)).isEqualTo(names);
  }

  @Test
  void keepsWhatCanBeKept() {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("Order ID", "order_id"),
            Map.entry("  Total (€) ", "total"),
            Map.entry("Käse & Brot", "kase_brot"),
            Map.entry("2024 sales", "column_2024_sales"),
            Map.entry("_source_file", "source_file"),
            Map.entry("İstanbul", "istanbul"),
            Map.entry("ﬁnal-Ⅷ", "final_viii"),
            Map.entry("日本 語", "日本_語"),
            Map.entry("a\uD835\u0301\uDE42b", "a_b"),
            Map.entry("--", "column"),
            Map.entry("", "column"));

    expected.forEach((header, name) ->
        assertThat(SanitizedNames.of(header, "column")).as(header).isEqualTo(name));
  }

  @Test
  void numbersWhatComesOutTheSame() {
    assertThat(SanitizedNames.ofColumns(List.of("a", "A", "a_2", "a 2", "!", "?")).values())
        .containsExactly("a", "a_2", "a_2_2", "a_2_3", "column", "column_2");
  }

  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(10),
        Arbitraries.strings().withChars("aÄÿßİıǅﬁⅧ٣०2_ -.\u0301€日🙂𝒜").ofMaxLength(8));
  }

  @Provide
  Arbitrary<List<String>> columns() {
    return Arbitraries.oneOf(
            headers(), Arbitraries.strings().withChars("aA_2 ").ofMinLength(1).ofMaxLength(4))
        .list();
  }
}
