package dev.lakehouse.pipeline.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.settings.Place;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssetPlanTest {
  private static PlannedStep step(String name, String... needs) {
    return step(name, RunIf.ALL_SUCCESS, Optional.empty(), Optional.empty(), needs);
  }

  private static PlannedStep step(
      String name, RunIf rule, Optional<String> fanOut, Optional<FanOut> each, String... needs) {
    return new PlannedStep(
        name,
        List.of(needs),
        rule,
        fanOut,
        each,
        new Retries(2, Duration.ofSeconds(1), 2, Duration.ofMinutes(1)),
        Optional.of(Duration.ofHours(1)),
        Optional.of("big"),
        Optional.empty());
  }

  private static StepAssets assets(Set<String> reads, Set<String> makes) {
    return new StepAssets(new Place("p.yaml", 1, 1), reads, makes, Set.of(), Set.of());
  }

  @Test
  void stepsThatAreLeftOutAreSteppedOver() {
    RunPlan plan =
        new RunPlan(
            "p",
            List.of(
                step("a"),
                step("b", "a"),
                step("c", RunIf.ANY_WORK, Optional.empty(), Optional.empty(), "b"),
                step("d", RunIf.NONE_FAILED, Optional.empty(), Optional.empty(), "c")));
    AssetGraph graph =
        AssetGraph.of(
            Map.of(
                new StepId("p", "a"), assets(Set.of(), Set.of("n.a")),
                new StepId("p", "c"), assets(Set.of(), Set.of("n.c")),
                new StepId("p", "d"), assets(Set.of("n.c"), Set.of("n.d"))),
            List.of());

    RunPlan made = AssetPlan.of("run", Set.of("n.a", "n.d"), graph, Map.of("p", plan));

    assertThat(made.pipeline()).isEqualTo("run");
    assertThat(made.steps()).extracting(PlannedStep::name).containsExactly("p/a", "p/d");
    assertThat(made.step("p/d").needs()).containsExactly("p/a");
    assertThat(made.step("p/d").runIf()).isEqualTo(RunIf.NONE_FAILED);
    assertThat(made.step("p/d").retries().times()).isEqualTo(2);
    assertThat(made.step("p/d").timeout()).contains(Duration.ofHours(1));
    assertThat(made.step("p/d").tag()).contains("big");
    PlannedStep alone =
        AssetPlan.of("run", Set.of("n.c"), graph, Map.of("p", plan)).steps().getFirst();
    assertThat(alone.needs()).isEmpty();
    assertThat(alone.runIf()).isEqualTo(RunIf.ALL_SUCCESS);
  }

  @Test
  void aFanOutIsRunAsAWholeAndItsInputsAreMadeBefore() {
    RunPlan spread =
        new RunPlan(
            "spread",
            List.of(
                step("list"),
                step(
                    "each",
                    RunIf.ALL_SUCCESS,
                    Optional.empty(),
                    Optional.of(new FanOut.OutputsOf("list")),
                    "list"),
                step("one", RunIf.ALL_SUCCESS, Optional.of("each"), Optional.empty()),
                step("two", RunIf.ALL_SUCCESS, Optional.of("each"), Optional.empty(), "one"),
                step(
                    "other",
                    RunIf.ALL_SUCCESS,
                    Optional.empty(),
                    Optional.of(new FanOut.Parameter("names"))),
                step("three", RunIf.ALL_SUCCESS, Optional.of("other"), Optional.empty())));
    RunPlan load = new RunPlan("load", List.of(step("in")));
    AssetGraph graph =
        AssetGraph.of(
            Map.of(
                new StepId("load", "in"), assets(Set.of(), Set.of("n.in")),
                new StepId("spread", "two"), assets(Set.of("n.in"), Set.of("n.out")),
                new StepId("spread", "three"), assets(Set.of("n.out"), Set.of("n.more"))),
            List.of());

    RunPlan made =
        AssetPlan.of(
            "run",
            Set.of("n.in", "n.out", "n.more"),
            graph,
            Map.of("spread", spread, "load", load));

    assertThat(made.steps())
        .extracting(PlannedStep::name)
        .containsExactly(
            "load/in",
            "spread/list",
            "spread/each",
            "spread/one",
            "spread/two",
            "spread/other",
            "spread/three");
    assertThat(made.step("spread/each").needs()).containsExactly("spread/list", "load/in");
    assertThat(made.step("spread/each").each()).contains(new FanOut.OutputsOf("spread/list"));
    assertThat(made.step("spread/two").fanOut()).contains("spread/each");
    assertThat(made.step("spread/two").needs()).containsExactly("spread/one");
    assertThat(made.step("spread/other").each()).contains(new FanOut.Parameter("spread/names"));
  }

  @Test
  void pipelinesThatContradictEachOtherAreRefused() {
    RunPlan one = new RunPlan("one", List.of(step("a"), step("b", "a")));
    RunPlan two = new RunPlan("two", List.of(step("c"), step("d", "c")));
    AssetGraph graph =
        AssetGraph.of(
            Map.of(
                new StepId("one", "a"), assets(Set.of("n.d"), Set.of("n.a")),
                new StepId("one", "b"), assets(Set.of(), Set.of("n.b")),
                new StepId("two", "c"), assets(Set.of("n.b"), Set.of("n.c")),
                new StepId("two", "d"), assets(Set.of(), Set.of("n.d"))),
            List.of());

    assertThat(graph.findCycle()).isEmpty();
    assertThatThrownBy(() ->
            AssetPlan.of(
                "run", Set.of("n.a", "n.b", "n.c", "n.d"), graph, Map.of("one", one, "two", two)))
        .hasMessage("the pipelines contradict each other: one/a → two/d → two/c → one/b → one/a");
  }
}
