package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.pipeline.asset.Asset;
import dev.lakehouse.pipeline.asset.AssetGraph;
import dev.lakehouse.pipeline.asset.StepId;
import dev.lakehouse.pipeline.project.AssetPipelines;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.RunReader.StepOf;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.QualityResults;
import dev.lakehouse.quality.result.RecordedResult;
import dev.lakehouse.table.TableStatistics;
import dev.lakehouse.table.schema.TypeNames;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.Table;

/** Prints all that is known of an asset. */
final class AssetReport {
  private static final int MOST_RUNS = 5;

  private final PrintStream out;
  private final AssetGraph graph;
  private final Platform platform;
  private final Orchestrator orchestrator;
  private final Project project;

  AssetReport(
      PrintStream out,
      AssetGraph graph,
      Platform platform,
      Orchestrator orchestrator,
      Project project) {
    this.out = requireNonNull(out, "out is null");
    this.graph = requireNonNull(graph, "graph is null");
    this.platform = requireNonNull(platform, "platform is null");
    this.orchestrator = requireNonNull(orchestrator, "orchestrator is null");
    this.project = requireNonNull(project, "project is null");
  }

  /**
   * Prints it.
   *
   * @param suite its checks
   */
  void print(Asset asset, Optional<CheckSuite> suite) {
    out.printf("%s, a %s%n", asset.name(), asset.kind());
    asset.makers().forEach(maker -> out.printf("  made by  %s%n", maker));
    if (!asset.tags().isEmpty()) {
      out.printf("  tags     %s%n", String.join(", ", asset.tags()));
    }
    Optional<Table> table = AssetsCommand.table(asset, platform);
    table.map(TableStatistics::of).ifPresent(this::printStatistics);
    tree("made of", asset, one -> one.upstream());
    tree("of it are made", asset, one -> graph.downstream(one.name()));
    table.ifPresent(this::printColumns);
    printRuns(asset);
    suite.ifPresent(this::printChecks);
  }

  private void printStatistics(TableStatistics statistics) {
    out.printf("  rows     %s%n", HumanFormat.count(statistics.rows()));
    statistics
        .committed()
        .ifPresent(time -> out.printf("  snapshot %s%n", AssetsCommand.seconds(time)));
  }

  private void tree(String title, Asset asset, Function<Asset, SequencedCollection<String>> next) {
    if (!next.apply(asset).isEmpty()) {
      out.printf("%n%s%n", title);
      branches(asset, next, "  ", new HashSet<>());
    }
  }

  /** An asset that is reached on several ways has its own branches only where it is met first. */
  private void branches(
      Asset asset,
      Function<Asset, SequencedCollection<String>> next,
      String indent,
      Set<String> shown) {
    List<String> names = List.copyOf(next.apply(asset));
    for (String name : names) {
      boolean last = name.equals(names.getLast());
      Asset further = graph.find(name).orElseThrow();
      boolean again = !shown.add(name) && !next.apply(further).isEmpty();
      out.printf("%s%s %s%s%n", indent, last ? "└" : "├", name, again ? " (see above)" : "");
      if (!again) {
        branches(further, next, indent + (last ? "  " : "│ "), shown);
      }
    }
  }

  private void printColumns(Table table) {
    out.printf("%ncolumns%n");
    table
        .schema()
        .columns()
        .forEach(field ->
            out.printf(
                "  %s %s%s%n",
                field.name(), TypeNames.of(field.type()), field.isRequired() ? " not null" : ""));
  }

  private void printRuns(Asset asset) {
    List<StepOf> wanted = new ArrayList<>();
    for (StepId maker : asset.makers()) {
      wanted.add(new StepOf(maker.pipeline(), maker.step()));
      wanted.add(new StepOf(AssetPipelines.ON_DEMAND, maker.foreignName()));
      project.pipelines().values().stream()
          .filter(pipeline -> pipeline.assets().selection().isPresent())
          .map(PipelineDefinition::name)
          .forEach(pipeline -> wanted.add(new StepOf(pipeline, maker.foreignName())));
    }
    List<StepRecord> runs = orchestrator.reader().history(wanted, MOST_RUNS);
    if (runs.isEmpty()) {
      return;
    }
    out.printf("%nlast runs%n");
    for (StepRecord step : runs) {
      out.printf(
          "  run %d, %s: %s%s%s%n",
          step.key().run(),
          step.key().step(),
          PipelinesCommand.word(step.state()),
          step.summary().or(step::error).map(", "::concat).orElse(""),
          step.ended().map(time -> " at " + AssetsCommand.seconds(time)).orElse(""));
    }
  }

  private void printChecks(CheckSuite suite) {
    Map<String, RecordedResult> newest = new HashMap<>();
    new QualityResults(platform.tables())
        .newest().stream()
            .filter(result -> result.table().equals(suite.table().toString()))
            .forEach(result -> newest.put(result.check(), result));
    out.printf("%nchecks%n");
    for (Check check : suite.checks()) {
      RecordedResult result = newest.get(check.name());
      out.printf(
          "  %s: %s%n",
          check.name(),
          result == null
              ? "never made"
              : "%s at %s".formatted(result.status(), AssetsCommand.seconds(result.executedAt())));
    }
  }
}
