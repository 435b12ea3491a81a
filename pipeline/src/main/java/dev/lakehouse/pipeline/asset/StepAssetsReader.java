package dev.lakehouse.pipeline.asset;

import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.pipeline.step.StepAction;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.check.Rule;
import dev.lakehouse.table.schema.TableNames;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds out what a step reads and makes, and reads what it says itself of that. */
public final class StepAssetsReader {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]+");

  private final SqlReader sql;

  /**
   * A reader.
   *
   * @param directory the project's directory, absolute
   */
  public StepAssetsReader(Path directory) {
    this.sql = new SqlReader(directory);
  }

  /** What a step does with assets, as far as it can be seen. */
  private record Seen(Set<String> reads, Set<String> makes, Set<String> prepares) {
    private static final Seen NOTHING = reading(Set.of());

    static Seen reading(Set<String> reads) {
      return new Seen(reads, Set.of(), Set.of());
    }
  }

  /**
   * What a step reads and makes.
   *
   * @param action what it does; empty if that is wrong
   * @param tags those of its pipeline
   * @param values what the parameters of its pipeline are if a run is given nothing
   */
  public StepAssets read(
      SettingsMapping step,
      Optional<StepAction> action,
      Set<String> tags,
      Map<String, String> values) {
    Optional<Set<String>> reads = names(step, "reads");
    Optional<Set<String>> makes = names(step, "makes");
    Set<String> allTags = new LinkedHashSet<>(tags);
    allTags.addAll(tags(step));
    Seen seen = action.map(known -> seen(known, step, values)).orElse(Seen.NOTHING);
    return new StepAssets(
        step.place(),
        reads.orElse(seen.reads()),
        makes.orElse(seen.makes()),
        seen.prepares(),
        allTags);
  }

  /** The tags of a pipeline or a step. */
  public static Set<String> tags(SettingsMapping settings) {
    List<String> tags = settings.texts("tags");
    tags.stream()
        .filter(tag -> !TAG.matcher(tag).matches())
        .findFirst()
        .ifPresent(tag ->
            settings.reject(
                "tags", "'%s' is no tag: letters, digits and _ . - are".formatted(tag)));
    return new LinkedHashSet<>(tags);
  }

  private static Optional<Set<String>> names(SettingsMapping step, String setting) {
    if (step.optionalList(setting).isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>(step.texts(setting));
    names.stream()
        .filter(name -> !isAsset(name))
        .findFirst()
        .ifPresent(name ->
            step.reject(
                setting,
                "'%s' is no asset: write a table as namespace.table, a source as source:name"
                    .formatted(name)));
    return Optional.of(names);
  }

  private static boolean isAsset(String name) {
    return name.indexOf('*') < 0
        && (name.startsWith(Asset.SOURCE) || TableNames.parse(name).isPresent());
  }

  private Seen seen(StepAction action, SettingsMapping step, Map<String, String> values) {
    return switch (action) {
      case StepAction.OnContract contract -> ofContract(contract);
      case StepAction.IngestFolder(var source) ->
          new Seen(Set.of(name(source)), Set.of(source.namespace() + Asset.ANY), Set.of());
      case StepAction.RunSql run -> {
        SqlReader.Read read = sql.read(run, step, values);
        yield new Seen(read.reads(), read.writes(), Set.of());
      }
      case StepAction.RunChecks(var suites, var _) -> Seen.reading(checked(suites));
      case StepAction.CheckGate _,
          StepAction.ListTables _,
          StepAction.MaintainTable _,
          StepAction.RunPlugin _,
          StepAction.RunShell _ ->
          Seen.NOTHING;
    };
  }

  private static Seen ofContract(StepAction.OnContract action) {
    Set<String> source = Set.of(name(action.input().source()));
    Set<String> table = Set.of(action.input().source().table().toString());
    return switch (action) {
      case StepAction.UpsertCsv _ -> new Seen(source, table, Set.of());
      case StepAction.ShowWatermark _ -> Seen.reading(table);
      case StepAction.ValidateCsv _, StepAction.UploadCsv _ -> new Seen(source, Set.of(), table);
      case StepAction.CreateNamespace _, StepAction.CreateTable _ ->
          new Seen(Set.of(), Set.of(), table);
    };
  }

  private static String name(Source source) {
    return Asset.SOURCE + source.name();
  }

  private static Set<String> checked(List<CheckSuite> suites) {
    Set<String> tables = new LinkedHashSet<>();
    for (CheckSuite suite : suites) {
      tables.add(suite.table().toString());
      for (Check check : suite.checks()) {
        if (check.rule() instanceof Rule.Relationship relationship) {
          tables.add(relationship.to().toString());
        }
      }
    }
    return tables;
  }
}
