package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.pipeline.plugin.Plugins;
import dev.lakehouse.pipeline.plugin.StepPlugin;
import dev.lakehouse.pipeline.step.StepAction.ContractInput;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.table.schema.TableNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.catalog.TableIdentifier;

/** Reads what a step does; problems go to the settings, with their place. */
public final class StepReader {
  private static final Map<String, Function<ContractInput, StepAction.OnContract>> ON_CONTRACTS =
      Map.of(
          "csv.validate", StepAction.ValidateCsv::new,
          "csv.upload", StepAction.UploadCsv::new,
          "table.create_namespace", StepAction.CreateNamespace::new,
          "table.create", StepAction.CreateTable::new,
          "csv.watermark", StepAction.ShowWatermark::new);

  private static final String UPSERT = "csv.upsert";
  private static final String INGEST_FOLDER = "csv.ingest_folder";
  private static final String SQL = "sql";
  private static final List<String> OTHERS =
      List.of(
          UPSERT,
          INGEST_FOLDER,
          SQL,
          "checks.run",
          "checks.gate",
          "maintain.tables",
          "maintain",
          "shell");
  private static final String DEFAULT_SCHEMA = "lakehouse";

  private final Path directory;
  private final Map<String, Source> sources;
  private final Map<TableIdentifier, CheckSuite> checks;
  private final BrokenParts broken;
  private final Plugins plugins;

  /** When readers see what the steps of a pipeline write. */
  public enum Publish {
    /** With each commit. */
    AT_ONCE,
    /** Once it has passed the checks of its table. */
    AFTER_CHECKS
  }

  /**
   * A reader of steps.
   *
   * @param directory the project's directory, absolute
   * @param sources the project's sources by name
   * @param checks the checks of its tables
   * @param broken what cannot be used: a step that needs it cannot either
   * @param plugins further kinds of steps; our own go before those with the same name
   */
  public StepReader(
      Path directory,
      Map<String, Source> sources,
      Map<TableIdentifier, CheckSuite> checks,
      BrokenParts broken,
      Plugins plugins) {
    this.directory = requireNonNull(directory, "directory is null");
    this.sources = new TreeMap<>(sources);
    this.checks = Map.copyOf(checks);
    this.broken = requireNonNull(broken, "broken is null");
    this.plugins = requireNonNull(plugins, "plugins is null");
  }

  /** What the step does; empty if the settings are wrong, which they have been told. */
  public Optional<StepAction> read(SettingsMapping step, TemplateScope scope, Publish publish) {
    String uses = step.text("uses");
    if (ON_CONTRACTS.containsKey(uses)) {
      return contract(step, scope)
          .map(ON_CONTRACTS.get(uses))
          .filter(action -> isComplete(action, step))
          .map(action -> action);
    }
    requirePublishable(step, uses, publish);
    return switch (uses) {
      case UPSERT -> upsert(step, scope, publish);
      case INGEST_FOLDER ->
          source(step)
              .flatMap(found -> of(CsvFolderSource.class, found, step, "csv_folder"))
              .map(StepAction.IngestFolder::new);
      case SQL -> sql(step, scope);
      case "checks.run" -> runChecks(step);
      case "checks.gate" -> Optional.of(new StepAction.CheckGate());
      case "maintain.tables" -> Optional.of(new StepAction.ListTables());
      case "maintain" -> maintain(step, scope);
      case "shell" -> shell(step, scope);
      default -> {
        Optional<StepPlugin> plugin = plugins.find(uses);
        if (plugin.isEmpty()) {
          unknown(step, uses);
        }
        yield plugin.map(found -> new StepAction.RunPlugin(found, scope.map(step, "with")));
      }
    };
  }

  private void unknown(SettingsMapping step, String uses) {
    // Nobody knows which settings a step has that is none.
    step.names().forEach(step::optionalNode);
    if (!uses.isEmpty()) {
      List<String> known = new ArrayList<>(ON_CONTRACTS.keySet());
      known.addAll(OTHERS);
      known.addAll(plugins.names());
      known.sort(null);
      step.reject(
          "uses", "there is no step '%s'%s".formatted(uses, hint(uses, known, "the steps are ")));
    }
  }

  private static void requirePublishable(SettingsMapping step, String uses, Publish publish) {
    if (publish == Publish.AFTER_CHECKS && (uses.equals(INGEST_FOLDER) || uses.equals(SQL))) {
      step.reject(
          "uses",
          "what '%s' writes is seen at once, and the pipeline says 'publish: after_checks', which '%s' can do"
              .formatted(uses, UPSERT));
    }
  }

  private Optional<ContractInput> contract(SettingsMapping step, TemplateScope scope) {
    Optional<Template> file = scope.optional(step, "file");
    return source(step)
        .flatMap(found -> of(CsvContractSource.class, found, step, "csv"))
        .map(found -> new ContractInput(found, file));
  }

  private Optional<StepAction> upsert(SettingsMapping step, TemplateScope scope, Publish publish) {
    return contract(step, scope)
        .map(input -> {
          TableIdentifier table = input.source().table();
          Optional<CheckSuite> suite =
              publish == Publish.AFTER_CHECKS
                  ? Optional.ofNullable(checks.get(table))
                  : Optional.empty();
          if (publish == Publish.AFTER_CHECKS
              && suite.isEmpty()
              && !broken.rejectsChecks(step, "source", table)) {
            step.reject(
                "source",
                "the table %s has no checks to pass ('publish: after_checks'): write some into %s"
                    .formatted(table, directory.resolve("checks")));
          }
          return new StepAction.UpsertCsv(input, suite);
        });
  }

  private Optional<StepAction> sql(SettingsMapping step, TemplateScope scope) {
    Optional<Template> script =
        step.optionalText("file").isPresent() ? script(step, scope) : scope.optional(step, "query");
    String schema = step.optionalText("schema").orElse(DEFAULT_SCHEMA);
    if (step.optionalNode("file").isPresent() == step.optionalNode("query").isPresent()) {
      step.reject("this step needs either a 'query' or a 'file' with SQL in it");
    }
    return script.map(text -> new StepAction.RunSql(text, schema));
  }

  private Optional<Template> script(SettingsMapping step, TemplateScope scope) {
    Path file = directory.resolve(step.text("file"));
    try {
      return scope.template(step, "file", Files.readString(file));
    } catch (NoSuchFileException e) {
      step.reject("file", "there is no file " + file);
    } catch (IOException e) {
      step.reject("file", "cannot read %s: %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<StepAction> runChecks(SettingsMapping step) {
    List<TableIdentifier> tables =
        step.optionalList("tables").map(list -> list.values(TableNames.SETTING)).orElse(List.of());
    boolean gate = step.optionalBool("gate").orElse(true);
    List<String> known = checks.keySet().stream().map(TableIdentifier::toString).sorted().toList();
    for (TableIdentifier table : tables) {
      if (broken.rejectsChecks(step, "tables", table)) {
        return Optional.empty();
      }
      if (!checks.containsKey(table)) {
        step.reject(
            "tables",
            "there are no checks of %s%s"
                .formatted(table, hint(table.toString(), known, "there are checks of ")));
        return Optional.empty();
      }
    }
    if (tables.isEmpty()) {
      broken.rejectAllChecks(step, "uses");
    }
    List<CheckSuite> suites =
        tables.isEmpty()
            ? checks.values().stream()
                .sorted(Comparator.comparing(suite -> suite.table().toString()))
                .toList()
            : tables.stream().distinct().map(checks::get).toList();
    return Optional.of(new StepAction.RunChecks(suites, gate));
  }

  private static Optional<StepAction> maintain(SettingsMapping step, TemplateScope scope) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    step.optionalList("operations")
        .ifPresent(list -> operations.addAll(list.values(SettingType.oneOf(Operation.class))));
    if (step.text("table").isEmpty()) {
      return Optional.empty();
    }
    return scope
        .optional(step, "table")
        .map(table -> new StepAction.MaintainTable(table, operations));
  }

  private static Optional<StepAction> shell(SettingsMapping step, TemplateScope scope) {
    List<Template> command = scope.list(step, "command");
    boolean outputs = step.optionalBool("outputs").orElse(false);
    if (command.isEmpty()) {
      step.reject("command", "this step needs a 'command': the program and its arguments, a list");
      return Optional.empty();
    }
    return Optional.of(new StepAction.RunShell(command, scope.map(step, "environment"), outputs));
  }

  private Optional<Source> source(SettingsMapping step) {
    String name = step.text("source");
    if (!name.isEmpty()
        && !sources.containsKey(name)
        && !broken.rejectsSource(step, "source", name)) {
      step.reject(
          "source",
          "there is no source '%s'%s"
              .formatted(name, hint(name, List.copyOf(sources.keySet()), "the sources are ")));
    }
    return Optional.ofNullable(sources.get(name));
  }

  private static <T extends Source> Optional<T> of(
      Class<T> type, Source source, SettingsMapping step, String typeName) {
    if (!type.isInstance(source)) {
      step.reject(
          "source",
          "this step needs a source of the type '%s', and '%s' is another"
              .formatted(typeName, source.name()));
      return Optional.empty();
    }
    return Optional.of(type.cast(source));
  }

  private static boolean isComplete(StepAction.OnContract action, SettingsMapping step) {
    CsvContractSource source = action.input().source();
    return switch (action) {
      case StepAction.UploadCsv _ when source.uploadTo().isEmpty() -> {
        step.reject("source", "the source '%s' has no 'upload_to'".formatted(source.name()));
        yield false;
      }
      case StepAction.ShowWatermark _ when source.watermark().isEmpty() -> {
        step.reject("source", "the source '%s' has no 'watermark'".formatted(source.name()));
        yield false;
      }
      default -> true;
    };
  }

  private static String hint(String word, List<String> known, String list) {
    return NearestWord.to(word, known)
        .map(nearest -> "; did you mean '%s'?".formatted(nearest))
        .orElse(known.isEmpty() ? "" : "; " + list + String.join(", ", known));
  }
}
