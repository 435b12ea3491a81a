package dev.lakehouse.pipeline.step;

import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.pipeline.step.StepAction.ContractInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what a step does; problems go to the settings, with their place. */
public final class StepReader {
  private static final Map<String, Function<ContractInput, StepAction.OnContract>> ON_CONTRACTS =
      Map.of(
          "csv.validate", StepAction.ValidateCsv::new,
          "csv.upload", StepAction.UploadCsv::new,
          "table.create_namespace", StepAction.CreateNamespace::new,
          "table.create", StepAction.CreateTable::new,
          "csv.upsert", StepAction.UpsertCsv::new,
          "csv.watermark", StepAction.ShowWatermark::new);
  private static final Map<String, Function<CsvFolderSource, StepAction>> ON_FOLDERS =
      Map.of("csv.ingest_folder", StepAction.IngestFolder::new);

  private static final String SHELL = "shell";

  private final Map<String, Source> sources;

  /**
   * A reader of steps.
   *
   * @param sources the project's sources by name
   */
  public StepReader(Map<String, Source> sources) {
    this.sources = new TreeMap<>(sources);
  }

  /** What the step does; empty if the settings are wrong, which they have been told. */
  public Optional<StepAction> read(SettingsMapping step, TemplateScope scope) {
    String uses = step.text("uses");
    if (ON_CONTRACTS.containsKey(uses)) {
      Optional<Template> file = scope.optional(step, "file");
      return source(step)
          .flatMap(found -> of(CsvContractSource.class, found, step, "csv"))
          .map(found -> ON_CONTRACTS.get(uses).apply(new ContractInput(found, file)))
          .filter(action -> isComplete(action, step))
          .map(action -> action);
    }
    if (ON_FOLDERS.containsKey(uses)) {
      return source(step)
          .flatMap(found -> of(CsvFolderSource.class, found, step, "csv_folder"))
          .map(ON_FOLDERS.get(uses));
    }
    if (uses.equals(SHELL)) {
      return shell(step, scope);
    }
    // Nobody knows which settings a step has that is none.
    step.names().forEach(step::optionalNode);
    if (!uses.isEmpty()) {
      List<String> known = new ArrayList<>(ON_CONTRACTS.keySet());
      known.addAll(ON_FOLDERS.keySet());
      known.add(SHELL);
      known.sort(null);
      step.reject(
          "uses", "there is no step '%s'%s".formatted(uses, hint(uses, known, "the steps are ")));
    }
    return Optional.empty();
  }

  private static Optional<StepAction> shell(SettingsMapping step, TemplateScope scope) {
    List<Template> command = scope.list(step, "command");
    if (command.isEmpty()) {
      step.reject("command", "this step needs a 'command': the program and its arguments, a list");
      return Optional.empty();
    }
    return Optional.of(new StepAction.RunShell(command, scope.map(step, "environment")));
  }

  private Optional<Source> source(SettingsMapping step) {
    String name = step.text("source");
    if (!name.isEmpty() && !sources.containsKey(name)) {
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
