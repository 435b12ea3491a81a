package dev.lakehouse.pipeline.step;

import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what a step does; problems go to the settings, with their place. */
public final class StepReader {
  private static final Map<String, Function<CsvContractSource, StepAction>> ON_CONTRACTS =
      Map.of(
          "csv.validate", StepAction.ValidateCsv::new,
          "csv.upload", StepAction.UploadCsv::new,
          "table.create_namespace", StepAction.CreateNamespace::new,
          "table.create", StepAction.CreateTable::new,
          "csv.upsert", StepAction.UpsertCsv::new,
          "csv.watermark", StepAction.ShowWatermark::new);
  private static final Map<String, Function<CsvFolderSource, StepAction>> ON_FOLDERS =
      Map.of("csv.ingest_folder", StepAction.IngestFolder::new);

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
  public Optional<StepAction> read(SettingsMapping step) {
    String uses = step.text("uses");
    Optional<Source> source = source(step);
    if (ON_CONTRACTS.containsKey(uses)) {
      return source
          .flatMap(found -> of(CsvContractSource.class, found, step, "csv"))
          .map(ON_CONTRACTS.get(uses))
          .filter(action -> isComplete(action, step));
    }
    if (ON_FOLDERS.containsKey(uses)) {
      return source
          .flatMap(found -> of(CsvFolderSource.class, found, step, "csv_folder"))
          .map(ON_FOLDERS.get(uses));
    }
    if (!uses.isEmpty()) {
      List<String> known = new ArrayList<>(ON_CONTRACTS.keySet());
      known.addAll(ON_FOLDERS.keySet());
      known.sort(null);
      step.reject(
          "uses", "there is no step '%s'%s".formatted(uses, hint(uses, known, "the steps are ")));
    }
    return Optional.empty();
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

  private static boolean isComplete(StepAction action, SettingsMapping step) {
    return switch (action) {
      case StepAction.UploadCsv(CsvContractSource source) when source.uploadTo().isEmpty() -> {
        step.reject("source", "the source '%s' has no 'upload_to'".formatted(source.name()));
        yield false;
      }
      case StepAction.ShowWatermark(CsvContractSource source) when source.watermark().isEmpty() -> {
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
