package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.asset.Asset;
import dev.lakehouse.pipeline.asset.AssetGraph;
import dev.lakehouse.pipeline.asset.AssetSelection;
import dev.lakehouse.pipeline.asset.StepId;
import dev.lakehouse.pipeline.project.AssetPipelines;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.table.TableStatistics;
import dev.lakehouse.table.schema.TableNames;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assets} and what can be done with them. */
@Command(
    name = "assets",
    description = "Lists the tables and sources of the project's steps, shows or makes some.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse --project examples/sales assets",
      "  lakehouse --project examples/sales assets show lakehouse.sales",
      "  lakehouse --project examples/sales assets materialize 'source:sales+'"
    })
final class AssetsCommand implements Callable<Integer>, CommandGroup {
  private final CommandContext context;

  AssetsCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    return List.of(new ListSome(), new Show(), new Materialize());
  }

  @Override
  public Integer call() {
    return list("");
  }

  private static AssetGraph graph(Project project, Platform platform) {
    return project
        .assets()
        .with(platform.tables().list().stream().map(TableIdentifier::toString).toList());
  }

  private int list(String selection) {
    Project project = context.project();
    ProjectWarnings.print(context, project);
    boolean none;
    try (Platform platform = context.openPlatform()) {
      AssetGraph graph = graph(project, platform);
      none = graph.assets().isEmpty();
      Set<String> wanted =
          selection.isEmpty()
              ? graph.assets().stream().map(Asset::name).collect(Collectors.toSet())
              : AssetSelection.parse(selection).in(graph);
      try (RowPrinter rows =
          context.rows(
              List.of(
                  Column.text("asset"),
                  Column.text("kind"),
                  Column.text("made by"),
                  Column.number("rows"),
                  Column.text("last snapshot"),
                  Column.number("checks"),
                  Column.text("tags")))) {
        graph.assets().stream()
            .filter(asset -> wanted.contains(asset.name()))
            .forEach(asset -> rows.row(row(asset, project, platform)));
      }
    }
    if (none && context.format() == RowFormat.TABLE) {
      context.terminal().err().stream()
          .println("There are no assets yet: they are what the steps of pipelines read and make.");
    }
    return ExitCode.DONE;
  }

  private List<Object> row(Asset asset, Project project, Platform platform) {
    Optional<TableStatistics> statistics = table(asset, platform).map(TableStatistics::of);
    return Arrays.asList(
        asset.name(),
        asset.kind().toString(),
        shown(join(asset.makers())),
        shown(statistics.map(TableStatistics::rows)),
        shown(statistics.flatMap(TableStatistics::committed).map(AssetsCommand::seconds)),
        shown(suite(asset, project).map(suite -> suite.checks().size())),
        shown(Optional.of(String.join(", ", asset.tags())).filter(tags -> !tags.isEmpty())));
  }

  private static Optional<String> join(List<StepId> steps) {
    return steps.isEmpty()
        ? Optional.empty()
        : Optional.of(steps.stream().map(StepId::toString).collect(Collectors.joining(", ")));
  }

  static Optional<Table> table(Asset asset, Platform platform) {
    return asset.kind() == Asset.Kind.TABLE && !asset.isPattern()
        ? TableNames.parse(asset.name()).flatMap(platform.tables()::find)
        : Optional.empty();
  }

  private static Optional<CheckSuite> suite(Asset asset, Project project) {
    return TableNames.parse(asset.name())
        .flatMap(table -> Optional.ofNullable(project.checks().get(table)));
  }

  static String seconds(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  /** For people nothing where there is nothing, for programs NULL. */
  private Object shown(Optional<?> value) {
    return value.map(Object.class::cast).orElse(context.format() == RowFormat.TABLE ? "" : null);
  }

  @Command(name = "list", description = "Lists assets, all or those of a selection.")
  private final class ListSome implements Callable<Integer> {
    @Parameters(
        arity = "0..*",
        paramLabel = "SELECTION",
        description = "Such as stg_orders+ or tag:nightly.")
    private List<String> selection = List.of();

    @Override
    public Integer call() {
      return list(String.join(" ", selection));
    }
  }

  @Command(
      name = "show",
      description = "Shows what an asset is made of and what is made of it, its runs and checks.")
  private final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Such as lakehouse.sales, sales, source:sales.")
    private String name;

    @Override
    public Integer call() {
      Project project = context.project();
      try (Platform platform = context.openPlatform();
          Orchestrator orchestrator = platform.orchestrator()) {
        AssetGraph graph = graph(project, platform);
        Asset asset = asset(graph);
        new AssetReport(context.out(), graph, platform, orchestrator, project)
            .print(asset, suite(asset, project));
      }
      return ExitCode.DONE;
    }

    private Asset asset(AssetGraph graph) {
      return graph
          .find(name)
          .orElseGet(() -> {
            Set<String> names = AssetSelection.parse(name).in(graph);
            if (names.size() != 1) {
              throw LakehouseException.of(
                  ErrorCode.INVALID_ARGUMENT,
                  "'%s' is not one asset".formatted(name),
                  "name one of " + String.join(", ", names));
            }
            return graph.find(names.iterator().next()).orElseThrow();
          });
    }
  }

  @Command(
      name = "materialize",
      description = {
        "Runs the steps that make assets, in the order in which these are made of each other, and",
        "waits for the end."
      })
  private final class Materialize implements Callable<Integer> {
    @Parameters(
        arity = "1..*",
        paramLabel = "SELECTION",
        description = {
          "The assets: NAME, +NAME (with all that it is made of), NAME+ (with all that is made of",
          "it), 2+NAME, NAME+1, tag:TAG, source:NAME+. * stands for any text; spaces add, commas",
          "intersect."
        })
    private List<String> selection = List.of();

    @Option(
        names = "--param",
        paramLabel = "PIPELINE/NAME=VALUE",
        description = "A parameter of a step's pipeline; may be given several times.")
    private Map<String, String> parameters = Map.of();

    @Override
    public Integer call() throws InterruptedException {
      Project project = context.project();
      AssetSelection wanted = AssetSelection.parse(String.join(" ", selection));
      try (Platform platform = context.openPlatform();
          Orchestrator orchestrator = platform.orchestrator(project)) {
        AssetGraph graph = graph(project, platform);
        PipelineDefinition making = AssetPipelines.onDemand(wanted.in(graph), project, graph);
        long run = orchestrator.trigger(making, parameters);
        try (Progress progress = context.progress()) {
          progress.note("%s, run %d".formatted(making.name(), run));
          return orchestrator.follow(run, new RunDisplay(progress)).state() == RunState.SUCCESS
              ? ExitCode.DONE
              : ExitCode.FAILED;
        }
      }
    }
  }
}
