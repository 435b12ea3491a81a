package dev.lakehouse.pipeline.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.pipeline.graph.RunGraph.Node;
import dev.lakehouse.pipeline.graph.RunGraph.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RunGraphTest {
  private static final List<RunIf> RULES = List.of(RunIf.values());

  private static Node node(String name, String... needs) {
    return new Node(name, List.of(needs), RunIf.ALL_SUCCESS);
  }

  @Test
  void stepsThatNeedEachOtherAreNamed() {
    assertThat(
            RunGraph.findCycle(
                List.of(node("a"), node("b", "a", "d"), node("c", "b"), node("d", "c"))))
        .contains(List.of("b", "d", "c", "b"));
    assertThat(RunGraph.findCycle(List.of(node("a", "a")))).contains(List.of("a", "a"));
    assertThat(RunGraph.findCycle(List.of(node("a"), node("b", "a"), node("c", "a", "b"))))
        .isEmpty();
  }

  private static StepState after(RunIf runIf, Standing... needs) {
    List<Node> nodes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Map<String, Standing> standings = new HashMap<>();
    for (int i = 0; i < needs.length; i++) {
      names.add("n" + i);
      nodes.add(node("n" + i));
      standings.put("n" + i, needs[i]);
    }
    nodes.add(new Node("s", names, runIf));
    standings.put("s", Standing.of(StepState.WAITING));
    return RunGraph.of(nodes).settle(standings).getOrDefault("s", StepState.WAITING);
  }

  @Test
  void theRuleDecidesOnceAllHaveEnded() {
    Standing good = Standing.of(StepState.SUCCESS);
    Standing idle = new Standing(StepState.SUCCESS, true);
    Standing bad = Standing.of(StepState.FAILED);
    Standing skipped = Standing.of(StepState.SKIPPED);
    Standing running = Standing.of(StepState.RUNNING);

    for (RunIf rule : RunIf.values()) {
      assertThat(after(rule, good, running)).as("%s", rule).isEqualTo(StepState.WAITING);
    }
    assertThat(after(RunIf.ALL_SUCCESS, good, idle)).isEqualTo(StepState.QUEUED);
    assertThat(after(RunIf.ALL_SUCCESS, good, skipped)).isEqualTo(StepState.SKIPPED);
    assertThat(after(RunIf.ALL_SUCCESS, bad, skipped)).isEqualTo(StepState.UPSTREAM_FAILED);
    assertThat(after(RunIf.NONE_FAILED, good, skipped)).isEqualTo(StepState.QUEUED);
    assertThat(after(RunIf.NONE_FAILED, good, bad)).isEqualTo(StepState.UPSTREAM_FAILED);
    assertThat(after(RunIf.ANY_WORK, good, idle)).isEqualTo(StepState.QUEUED);
    assertThat(after(RunIf.ANY_WORK, idle, skipped)).isEqualTo(StepState.SKIPPED);
    assertThat(after(RunIf.ANY_WORK, good, bad)).isEqualTo(StepState.UPSTREAM_FAILED);
    assertThat(after(RunIf.ONE_FAILED, good, good)).isEqualTo(StepState.SKIPPED);
    assertThat(after(RunIf.ONE_FAILED, good, bad)).isEqualTo(StepState.QUEUED);
    assertThat(after(RunIf.ALL_DONE, bad, skipped)).isEqualTo(StepState.QUEUED);
  }

  /** Whatever the graph and however steps end, every step ends, and none before what it needs. */
  @Property
  void everyRunComesToItsEnd(@ForAll long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(12);
    List<Node> nodes = new ArrayList<>();
    Map<String, Standing> standings = new HashMap<>();
    for (int i = 0; i < size; i++) {
      List<String> needs = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(3) == 0) {
          needs.add("s" + j);
        }
      }
      RunIf rule = RULES.get(random.nextInt(RULES.size()));
      nodes.add(random.nextInt(nodes.size() + 1), new Node("s" + i, needs, rule));
      standings.put("s" + i, Standing.of(StepState.WAITING));
    }
    RunGraph graph = RunGraph.of(nodes);
    Map<String, Node> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    List<String> running = new ArrayList<>();
    while (true) {
      graph
          .settle(standings)
          .forEach((name, state) -> {
            assertThat(byName.get(name).needs())
                .allMatch(need ->
                    standings.get(need).state().isFinal()
                        || standings.get(need).state() == StepState.WAITING);
            if (state == StepState.QUEUED) {
              running.add(name);
            }
            standings.put(name, Standing.of(state));
          });
      if (running.isEmpty()) {
        break;
      }
      String next = running.remove(random.nextInt(running.size()));
      standings.put(
          next,
          new Standing(
              random.nextInt(3) == 0 ? StepState.FAILED : StepState.SUCCESS, random.nextBoolean()));
      assertThat(byName.get(next).needs()).allMatch(need -> standings.get(need).state().isFinal());
    }
    assertThat(standings.values()).allMatch(step -> step.state().isFinal());
  }
}
