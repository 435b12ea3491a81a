package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.ingest.source.SourceReader;
import dev.lakehouse.ingest.source.Watermark;
import dev.lakehouse.pipeline.asset.Asset;
import dev.lakehouse.pipeline.asset.StepAssetsReader;
import dev.lakehouse.pipeline.plugin.Plugins;
import dev.lakehouse.pipeline.project.ProjectFiles.Declared;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import dev.lakehouse.pipeline.step.BrokenParts;
import dev.lakehouse.pipeline.step.StepReader;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Reads {@code sources/*.yaml}, {@code pipelines/*.yaml} and {@code checks/*.yaml} of a project.
 * Thread-safe.
 */
public final class ProjectReader {
  private static final SettingType<Long> SLOTS = SettingType.integerBetween(1, 100_000);

  private final SettingsReader settings;

  public ProjectReader(SettingsReader settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Reads a project: what is sound in it, and what is wrong with the rest.
   *
   * @param directory its directory, absolute
   * @throws LakehouseException UNAVAILABLE if a folder cannot be listed
   */
  public Project read(Path directory) {
    ProjectFiles files = new ProjectFiles(settings);
    SourceReader sourceReader = new SourceReader(directory);
    SensorReader sensorReader = new SensorReader();
    Map<String, Integer> pools = pools(directory.resolve("pools.yaml"), files);
    Map<String, Declared<Source>> sources =
        files.read(directory.resolve("sources"), Kind.SOURCE, "name", sourceReader::read);
    requireDistinct(sources, "the variable", ProjectReader::variable, files);
    // Files are remembered by their key below the source, in the registry of the namespace.
    requireDistinct(sources, "the namespace", ProjectReader::namespace, files);
    Map<TableIdentifier, CheckSuite> checks = new LinkedHashMap<>();
    values(files.read(directory.resolve("checks"), Kind.CHECKS, "table", CheckReader::read))
        .values()
        .forEach(suite -> checks.put(suite.table(), suite));
    Map<String, Source> sound = values(sources);
    PipelineReader pipelineReader =
        new PipelineReader(
            new StepReader(
                directory,
                sound,
                checks,
                new BrokenParts(files.broken(Kind.SOURCE), files.broken(Kind.CHECKS)),
                plugins(directory, files)),
            sensorReader,
            new StepAssetsReader(directory),
            pools.keySet());
    Map<String, PipelineDefinition> pipelines =
        values(
            files.read(
                directory.resolve("pipelines"), Kind.PIPELINE, "name", pipelineReader::read));
    files
        .problems()
        .addAll(sensorReader.problems(pipelines.keySet(), files.broken(Kind.PIPELINE).keySet()));
    pipelines.keySet().removeAll(files.broken(Kind.PIPELINE).keySet());
    List<String> assets = new ArrayList<>();
    sound.keySet().forEach(name -> assets.add(Asset.SOURCE + name));
    checks.keySet().forEach(table -> assets.add(table.toString()));
    AssetPipelines known = AssetPipelines.of(pipelines, assets);
    List<ProjectProblem> problems = new ArrayList<>(files.problems());
    problems.addAll(known.problems());
    return new Project(directory, sound, known.pipelines(), checks, pools, known.graph(), problems);
  }

  private static Plugins plugins(Path directory, ProjectFiles files) {
    try {
      return Plugins.of(directory);
    } catch (LakehouseException e) {
      files
          .problems()
          .addAll(
              ProjectProblem.of(
                  new Subject(Kind.PROJECT, "plugins"),
                  directory.resolve("plugins").toString(),
                  e));
      return Plugins.NONE;
    }
  }

  /** How many steps of a pool go on at a time. */
  private Map<String, Integer> pools(Path file, ProjectFiles files) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return settings.read(
          file,
          mapping -> {
            Map<String, Integer> slots = new LinkedHashMap<>();
            mapping.names().forEach(name -> slots.put(name, mapping.value(name, SLOTS).intValue()));
            return slots;
          });
    } catch (LakehouseException e) {
      files
          .problems()
          .addAll(ProjectProblem.of(new Subject(Kind.PROJECT, "pools"), file.toString(), e));
      return Map.of();
    }
  }

  private static <T> Map<String, T> values(Map<String, Declared<T>> declared) {
    Map<String, T> values = new LinkedHashMap<>();
    declared.forEach((name, file) -> file.value().ifPresent(value -> values.put(name, value)));
    return values;
  }

  private static Optional<String> variable(Source source) {
    return source instanceof CsvContractSource contract
        ? contract.watermark().map(Watermark::variable)
        : Optional.empty();
  }

  private static Optional<String> namespace(Source source) {
    return source instanceof CsvFolderSource folder
        ? Optional.of(folder.namespace().toString())
        : Optional.empty();
  }

  /** Of sources that share what only one can have, none can be used. */
  private static void requireDistinct(
      Map<String, Declared<Source>> sources,
      String what,
      Function<Source, Optional<String>> owned,
      ProjectFiles files) {
    Map<String, List<String>> owners = new LinkedHashMap<>();
    values(sources)
        .forEach((name, source) ->
            owned
                .apply(source)
                .ifPresent(
                    thing -> owners.computeIfAbsent(thing, _ -> new ArrayList<>()).add(name)));
    owners.forEach((thing, names) -> {
      if (names.size() > 1) {
        for (String name : names) {
          files
              .problems()
              .add(
                  new ProjectProblem(
                      new Subject(Kind.SOURCE, name),
                      sources.get(name).place(),
                      "the sources %s all have %s '%s'"
                          .formatted(String.join(", ", names), what, thing),
                      Optional.of("give each its own")));
        }
        names.forEach(sources::remove);
      }
    });
  }
}
