package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.graph.RunGraph;
import dev.lakehouse.pipeline.graph.RunIf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The assets of a project and what each is made of. Immutable. */
public final class AssetGraph {
  private final NavigableMap<StepId, StepAssets> steps;
  private final Set<String> declared;
  private final Map<String, List<StepId>> makers;
  private final Map<String, List<StepId>> preparers;
  private final NavigableMap<String, Asset> assets;
  private final Map<String, NavigableSet<String>> downstream = new TreeMap<>();

  private AssetGraph(NavigableMap<StepId, StepAssets> steps, Set<String> declared) {
    this.steps = Collections.unmodifiableNavigableMap(steps);
    this.declared = Set.copyOf(declared);
    this.makers = byAsset(steps, StepAssets::makes);
    this.preparers = byAsset(steps, StepAssets::prepares);
    this.assets = new TreeMap<>();
    for (String name : names()) {
      assets.put(name, asset(name));
    }
    assets
        .values()
        .forEach(asset ->
            asset
                .upstream()
                .forEach(from ->
                    downstream.computeIfAbsent(from, _ -> new TreeSet<>()).add(asset.name())));
  }

  /**
   * The graph of some steps.
   *
   * @param declared assets that the project knows otherwise: its sources, tables with checks
   */
  public static AssetGraph of(Map<StepId, StepAssets> steps, Collection<String> declared) {
    return new AssetGraph(new TreeMap<>(steps), new HashSet<>(declared));
  }

  /** The same with tables that exist: those of a folder are known only then. */
  public AssetGraph with(Collection<String> tables) {
    Set<String> more = new HashSet<>(declared);
    tables.stream().filter(table -> !isOurs(table)).forEach(more::add);
    return new AssetGraph(new TreeMap<>(steps), more);
  }

  private static Map<String, List<StepId>> byAsset(
      NavigableMap<StepId, StepAssets> steps, Function<StepAssets, Set<String>> names) {
    Map<String, List<StepId>> byAsset = new HashMap<>();
    steps.forEach((id, step) ->
        names
            .apply(step)
            .forEach(name -> byAsset.computeIfAbsent(name, _ -> new ArrayList<>()).add(id)));
    return byAsset;
  }

  /** Tables that the platform keeps beside those of its users. */
  private static boolean isOurs(String table) {
    return table.contains("._") || table.endsWith("__quarantine");
  }

  private NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>(declared);
    for (StepAssets step : steps.values()) {
      names.addAll(step.reads());
      names.addAll(step.makes());
      names.addAll(step.prepares());
    }
    List<String> patterns = names.stream().filter(name -> name.endsWith(Asset.ANY)).toList();
    for (String pattern : patterns) {
      boolean known =
          names.stream().anyMatch(name -> covers(pattern, name) && !makers.containsKey(name));
      if (known) {
        names.remove(pattern);
      }
    }
    return names;
  }

  private static boolean covers(String pattern, String name) {
    return pattern.endsWith(Asset.ANY)
        && !name.equals(pattern)
        && Asset.Kind.of(name) == Asset.Kind.TABLE
        && !isOurs(name)
        && name.substring(0, name.lastIndexOf('.'))
            .equals(pattern.substring(0, pattern.length() - Asset.ANY.length()));
  }

  /** Who makes it by its name, or else who makes all that is beside it. */
  private List<StepId> makers(String name) {
    int dot = name.lastIndexOf('.');
    List<StepId> none = List.of();
    if (makers.containsKey(name) || dot < 0) {
      return makers.getOrDefault(name, none);
    }
    String pattern = name.substring(0, dot) + Asset.ANY;
    return covers(pattern, name) ? makers.getOrDefault(pattern, none) : none;
  }

  private Asset asset(String name) {
    List<StepId> own = makers(name);
    NavigableSet<String> tags = new TreeSet<>();
    NavigableSet<String> upstream = new TreeSet<>();
    for (StepId maker : own) {
      StepAssets step = steps.get(maker);
      tags.addAll(step.tags());
      // A step that reads what it makes adds to it; what it keeps between its statements is its
      // own.
      step.reads().stream().filter(read -> !step.makes().contains(read)).forEach(upstream::add);
    }
    upstream.remove(name);
    return new Asset(
        name, Asset.Kind.of(name), own, preparers.getOrDefault(name, List.of()), tags, upstream);
  }

  /** All assets by name. */
  public Collection<Asset> assets() {
    return Collections.unmodifiableCollection(assets.values());
  }

  /** An asset; empty if none has that name. */
  public Optional<Asset> find(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  /** What is made of an asset, directly. */
  public NavigableSet<String> downstream(String name) {
    return Collections.unmodifiableNavigableSet(
        downstream.getOrDefault(name, Collections.emptyNavigableSet()));
  }

  /** What a step reads and makes; empty if it has nothing to do with assets. */
  Optional<StepAssets> step(StepId id) {
    return Optional.ofNullable(steps.get(id));
  }

  /**
   * Some assets with those around them.
   *
   * @param up how many steps upwards
   * @param down how many steps downwards
   */
  Set<String> around(Collection<String> names, int up, int down) {
    Set<String> all = new TreeSet<>(names);
    spread(names, up, name -> assets.get(name).upstream(), all);
    spread(names, down, this::downstream, all);
    return all;
  }

  private static void spread(
      Collection<String> from,
      int steps,
      Function<String, NavigableSet<String>> next,
      Set<String> all) {
    Set<String> seen = new HashSet<>(from);
    Deque<String> edge = new ArrayDeque<>(from);
    for (int step = 0; step < steps && !edge.isEmpty(); step++) {
      Deque<String> further = new ArrayDeque<>();
      for (String name : edge) {
        next.apply(name).stream().filter(seen::add).forEach(further::add);
      }
      edge = further;
    }
    all.addAll(seen);
  }

  /**
   * Assets that are made of each other.
   *
   * @param names each made of the one after it, the first again at the end
   * @param steps those that do it
   */
  public record Cycle(List<String> names, List<StepId> steps) {
    public Cycle {
      names = List.copyOf(names);
      steps = List.copyOf(steps);
    }
  }

  /** A cycle, if there is one. */
  public Optional<Cycle> findCycle() {
    List<RunGraph.Node> nodes =
        assets.values().stream()
            .map(asset ->
                new RunGraph.Node(asset.name(), List.copyOf(asset.upstream()), RunIf.ALL_SUCCESS))
            .toList();
    return RunGraph.findCycle(nodes).map(names -> new Cycle(names, stepsOf(names)));
  }

  private List<StepId> stepsOf(List<String> cycle) {
    List<StepId> makers = new ArrayList<>();
    for (int i = 0; i + 1 < cycle.size(); i++) {
      String read = cycle.get(i + 1);
      assets.get(cycle.get(i)).makers().stream()
          .filter(maker -> requireNonNull(steps.get(maker)).reads().contains(read))
          .forEach(makers::add);
    }
    return makers.stream().distinct().toList();
  }
}
