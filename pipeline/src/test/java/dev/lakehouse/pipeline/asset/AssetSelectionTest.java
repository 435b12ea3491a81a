package dev.lakehouse.pipeline.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** source:raw → d.stg → d.mid → d.mart, source:raw → d.other → d.mart; d.lone by itself. */
class AssetSelectionTest {
  private static final AssetGraph GRAPH =
      graph(
          Map.of(
              "stg", step(Set.of("source:raw"), "d.stg", Set.of("nightly")),
              "other", step(Set.of("source:raw"), "d.other", Set.of()),
              "mid", step(Set.of("d.stg"), "d.mid", Set.of("nightly", "slow")),
              "mart", step(Set.of("d.mid", "d.other", "d.mart"), "d.mart", Set.of()),
              "lone", step(Set.of(), "d.lone", Set.of())));

  static StepAssets step(Set<String> reads, String makes, Set<String> tags) {
    return new StepAssets(new Place("p.yaml", 1, 1), reads, Set.of(makes), Set.of(), tags);
  }

  static AssetGraph graph(Map<String, StepAssets> steps) {
    Map<StepId, StepAssets> all = new HashMap<>();
    steps.forEach((name, step) -> all.put(new StepId("p", name), step));
    return AssetGraph.of(all, List.of("source:raw"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "stg; [d.stg]",
        "d.stg; [d.stg]",
        "stg+; [d.mart, d.mid, d.stg]",
        "stg+1; [d.mid, d.stg]",
        "+mart; [d.mart, d.mid, d.other, d.stg, source:raw]",
        "1+mart; [d.mart, d.mid, d.other]",
        "2+mart; [d.mart, d.mid, d.other, d.stg, source:raw]",
        "1+mid+1; [d.mart, d.mid, d.stg]",
        "+mid+; [d.mart, d.mid, d.stg, source:raw]",
        "source:raw; [source:raw]",
        "source:raw+1; [d.other, d.stg, source:raw]",
        "tag:nightly; [d.mid, d.stg]",
        "tag:slow+; [d.mart, d.mid]",
        "m*; [d.mart, d.mid]",
        "d.*; [d.lone, d.mart, d.mid, d.other, d.stg]",
        "stg  lone; [d.lone, d.stg]",
        "stg+,+mid; [d.mid, d.stg]",
        "stg,lone; []",
        "tag:nightly,tag:slow lone; [d.lone, d.mid]",
      })
  void selects(String selection, String assets) {
    assertThat(AssetSelection.parse(selection).in(GRAPH)).hasToString(assets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "a,,b", "a++b", "x+y", "a,"})
  void whatSelectsNothingIsRefused(String selection) {
    assertThatThrownBy(() -> AssetSelection.parse(selection))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.remedy().orElseThrow()).contains("+stg_orders");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "stgg; there is no asset 'stgg'; did you mean 'stg'?",
        "d.martt+; there is no asset 'd.martt'; did you mean 'd.mart'?",
        "source:rwa; there is no asset 'source:rwa'; did you mean 'source:raw'?",
        "tag:nigthly; there is no asset with the tag 'nigthly'; did you mean 'tag:nightly'?",
        "tag:zzzzzzz; there is no asset with the tag 'zzzzzzz'; the tags are tag:nightly, tag:slow",
      })
  void namesTheNearestWord(String selection, String message, String remedy) {
    assertThatThrownBy(() -> AssetSelection.parse(selection).in(GRAPH))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
              assertThat(e).hasMessage(message);
              assertThat(e.remedy()).contains(remedy);
            });
  }

  @Test
  void aFoldersTablesAreKnownOnceTheyExistOrAreRead() {
    AssetGraph graph =
        graph(
            Map.of(
                "scan", step(Set.of("source:raw"), "d.*", Set.of()),
                "load", step(Set.of("source:raw"), "d.sales", Set.of())));
    assertThat(graph.assets())
        .extracting(Asset::name)
        .containsExactly("d.*", "d.sales", "source:raw");

    AssetGraph found =
        graph.with(List.of("d.sales", "d.people", "d._quality_results", "d.people__quarantine"));
    assertThat(found.assets())
        .extracting(Asset::name)
        .containsExactly("d.people", "d.sales", "source:raw");
    assertThat(found.find("d.people").orElseThrow().makers())
        .containsExactly(new StepId("p", "scan"));
    assertThat(found.find("d.sales").orElseThrow().makers())
        .containsExactly(new StepId("p", "load"));
    assertThat(found.downstream("source:raw")).containsExactly("d.people", "d.sales");
  }

  @Test
  void assetsThatAreMadeOfEachOtherAreFound() {
    assertThat(GRAPH.findCycle()).isEmpty();
    AssetGraph graph =
        graph(
            Map.of(
                "a", step(Set.of("d.b"), "d.a", Set.of()),
                "b", step(Set.of("d.a"), "d.b", Set.of()),
                "c", step(Set.of("d.a"), "d.c", Set.of())));

    AssetGraph.Cycle cycle = graph.findCycle().orElseThrow();

    assertThat(cycle.names()).containsExactly("d.a", "d.b", "d.a");
    assertThat(cycle.steps()).containsExactly(new StepId("p", "a"), new StepId("p", "b"));
  }
}
