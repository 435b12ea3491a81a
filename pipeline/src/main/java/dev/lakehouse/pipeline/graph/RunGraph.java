package dev.lakehouse.pipeline.graph;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a pipeline, or of one item of a fan-out, and which of them need which. Immutable.
 */
public final class RunGraph {
  /**
   * A step as the graph sees it.
   *
   * @param name no other step has it
   * @param needs the steps that must have ended before it
   */
  public record Node(String name, List<String> needs, RunIf runIf) {
    public Node {
      requireNonNull(name, "name is null");
      needs = List.copyOf(needs);
      requireNonNull(runIf, "runIf is null");
    }
  }

  /**
   * How a step stands in a run.
   *
   * @param idle it ended well and found nothing to do
   */
  public record Standing(StepState state, boolean idle) {
    public Standing {
      requireNonNull(state, "state is null");
    }

    /** A step that is not run yet. */
    public static Standing of(StepState state) {
      return new Standing(state, false);
    }
  }

  private final Map<String, Node> nodes;

  private RunGraph(Map<String, Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * A graph of these steps.
   *
   * @throws IllegalArgumentException if a name is there twice, a needed step is not there, or steps
   *     need each other; ask {@link #findCycle} first where people write the steps
   */
  public static RunGraph of(List<Node> steps) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Node step : steps) {
      if (nodes.putIfAbsent(step.name(), step) != null) {
        throw new IllegalArgumentException("two steps have the name " + step.name());
      }
    }
    for (Node step : steps) {
      if (!nodes.keySet().containsAll(step.needs())) {
        throw new IllegalArgumentException(
            "%s needs a step that is not there: %s".formatted(step.name(), step.needs()));
      }
    }
    findCycle(steps)
        .ifPresent(cycle -> {
          throw new IllegalArgumentException("steps need each other: " + cycle);
        });
    return new RunGraph(nodes);
  }

  /** Steps that need each other, each the one after it, the first again at the end. */
  public static Optional<List<String>> findCycle(List<Node> steps) {
    Map<String, Node> nodes = new HashMap<>();
    steps.forEach(step -> nodes.put(step.name(), step));
    Set<String> sound = new HashSet<>();
    for (Node step : steps) {
      Optional<List<String>> cycle = findCycle(step, nodes, new LinkedHashSet<>(), sound);
      if (cycle.isPresent()) {
        return cycle;
      }
    }
    return Optional.empty();
  }

  private static Optional<List<String>> findCycle(
      Node step, Map<String, Node> nodes, Set<String> path, Set<String> sound) {
    if (sound.contains(step.name())) {
      return Optional.empty();
    }
    if (!path.add(step.name())) {
      List<String> all = new ArrayList<>(path);
      List<String> cycle = new ArrayList<>(all.subList(all.indexOf(step.name()), all.size()));
      cycle.add(step.name());
      return Optional.of(cycle);
    }
    for (String need : step.needs()) {
      Node needed = nodes.get(need);
      Optional<List<String>> cycle =
          needed == null ? Optional.empty() : findCycle(needed, nodes, path, sound);
      if (cycle.isPresent()) {
        return cycle;
      }
    }
    path.remove(step.name());
    sound.add(step.name());
    return Optional.empty();
  }

  /** The names of its steps, in their order. */
  public List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /**
   * What becomes of the steps that wait, now that others stand as they do: each that is to be run,
   * skipped or left, because what it needs has ended. What follows from that, is in it too.
   *
   * @param standings of all steps of this graph
   */
  public Map<String, StepState> settle(Map<String, Standing> standings) {
    Map<String, Standing> known = new HashMap<>(standings);
    Map<String, StepState> changes = new LinkedHashMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : nodes.values()) {
        if (known.get(node.name()).state() == StepState.WAITING) {
          List<Standing> needs = node.needs().stream().map(known::get).toList();
          if (needs.stream().allMatch(need -> need.state().isFinal())) {
            StepState next = node.runIf().decide(needs);
            known.put(node.name(), Standing.of(next));
            changes.put(node.name(), next);
            changed = true;
          }
        }
      }
    }
    return changes;
  }
}
