package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.ingest.source.SourceReader;
import dev.lakehouse.pipeline.step.StepReader;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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
   * Reads a project.
   *
   * @param directory its directory, absolute
   * @throws LakehouseException INVALID_ARGUMENT with all that is wrong in the first kind of file
   *     that has something wrong
   */
  public Project read(Path directory) {
    SourceReader sourceReader = new SourceReader(directory);
    Map<String, Source> sources =
        readAll(directory.resolve("sources"), sourceReader::read, Source::name);
    requireDistinctVariables(sources);
    requireDistinctNamespaces(sources);
    Map<String, Integer> pools = pools(directory.resolve("pools.yaml"));
    SensorReader sensorReader = new SensorReader();
    Map<TableIdentifier, CheckSuite> checks = new LinkedHashMap<>();
    readAll(directory.resolve("checks"), CheckReader::read, suite -> suite.table().toString())
        .values()
        .forEach(suite -> checks.put(suite.table(), suite));
    PipelineReader pipelineReader =
        new PipelineReader(
            new StepReader(directory, sources, checks), sensorReader, pools.keySet());
    Map<String, PipelineDefinition> pipelines =
        readAll(directory.resolve("pipelines"), pipelineReader::read, PipelineDefinition::name);
    sensorReader.requireSound(pipelines.keySet());
    return new Project(directory, sources, pipelines, checks, pools);
  }

  /** How many steps of a pool go on at a time. */
  private Map<String, Integer> pools(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    return settings.read(
        file,
        mapping -> {
          Map<String, Integer> slots = new LinkedHashMap<>();
          mapping.names().forEach(name -> slots.put(name, mapping.value(name, SLOTS).intValue()));
          return slots;
        });
  }

  private <T> Map<String, T> readAll(
      Path folder, Function<SettingsMapping, T> reader, Function<T, String> name) {
    Map<String, T> read = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        T thing = settings.read(file, reader);
        if (read.putIfAbsent(name.apply(thing), thing) != null) {
          problems.add(
              "%s: the name '%s' is taken by another file".formatted(file, name.apply(thing)));
        }
      } catch (LakehouseException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw LakehouseException.of(ErrorCode.INVALID_ARGUMENT, String.join("\n", problems));
    }
    return read;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot read the folder %s: %s".formatted(folder, e.getMessage()))
          .causedBy(e);
    }
  }

  private static void requireDistinctVariables(Map<String, Source> sources) {
    Map<String, String> owners = new LinkedHashMap<>();
    for (Source source : sources.values()) {
      if (source instanceof CsvContractSource contract && contract.watermark().isPresent()) {
        requireOwner(owners, contract.watermark().get().variable(), source, "the variable");
      }
    }
  }

  /** Files are remembered by their key below the source, in the registry of the namespace. */
  private static void requireDistinctNamespaces(Map<String, Source> sources) {
    Map<String, String> owners = new LinkedHashMap<>();
    for (Source source : sources.values()) {
      if (source instanceof CsvFolderSource folder) {
        requireOwner(owners, folder.namespace().toString(), source, "the namespace");
      }
    }
  }

  private static void requireOwner(
      Map<String, String> owners, String thing, Source source, String what) {
    String other = owners.putIfAbsent(thing, source.name());
    if (other != null) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the sources %s and %s both have %s '%s'".formatted(other, source.name(), what, thing),
          "give each its own");
    }
  }
}
