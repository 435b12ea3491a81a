package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.Source;
import dev.lakehouse.pipeline.asset.AssetGraph;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import dev.lakehouse.quality.check.CheckSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a project declares, as far as it is sound, and what is wrong with the rest. Immutable.
 *
 * @param directory its directory, absolute
 * @param sources its sources by name
 * @param pipelines its pipelines by name
 * @param checks the checks of its tables
 * @param pools how many steps of a pool go on at a time
 * @param assets what its steps read and make
 * @param problems what is wrong; what they concern is in none of the others
 */
public record Project(
    Path directory,
    Map<String, Source> sources,
    Map<String, PipelineDefinition> pipelines,
    Map<TableIdentifier, CheckSuite> checks,
    Map<String, Integer> pools,
    AssetGraph assets,
    List<ProjectProblem> problems) {
  public Project {
    requireNonNull(directory, "directory is null");
    sources = Map.copyOf(sources);
    pipelines = Map.copyOf(pipelines);
    checks = Map.copyOf(checks);
    pools = Map.copyOf(pools);
    requireNonNull(assets, "assets is null");
    problems = List.copyOf(problems);
  }

  /** The names of what cannot be used, of one kind. */
  public NavigableSet<String> broken(Kind kind) {
    NavigableSet<String> names = new TreeSet<>();
    problems.stream()
        .map(ProjectProblem::concerns)
        .filter(subject -> subject.kind() == kind)
        .forEach(subject -> names.add(subject.name()));
    return names;
  }

  /**
   * Does nothing if the project is sound as far as it is needed.
   *
   * @param needed what is needed of it
   * @throws LakehouseException INVALID_ARGUMENT with what is wrong
   */
  public void requireSound(Predicate<Subject> needed) {
    List<ProjectProblem> wrong =
        problems.stream().filter(problem -> needed.test(problem.concerns())).toList();
    if (!wrong.isEmpty()) {
      throw ProjectProblem.toException(wrong);
    }
  }

  /**
   * A pipeline by its name.
   *
   * @throws LakehouseException NOT_FOUND with the nearest name; INVALID_ARGUMENT with what is wrong
   *     if it is broken
   */
  public PipelineDefinition pipeline(String name) {
    PipelineDefinition pipeline = pipelines.get(name);
    if (pipeline == null) {
      requireSound(new Subject(Kind.PIPELINE, name)::equals);
      List<String> names = pipelines.keySet().stream().sorted().toList();
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "there is no pipeline '%s' in %s".formatted(name, directory),
          NearestWord.to(name, names)
              .map(nearest -> "did you mean '%s'?".formatted(nearest))
              .orElse(
                  names.isEmpty()
                      ? "a pipeline is a file in " + directory.resolve("pipelines")
                      : "the pipelines are " + String.join(", ", names)));
    }
    return pipeline;
  }

  /**
   * The checks of a table.
   *
   * @throws LakehouseException NOT_FOUND with the nearest table that has some; INVALID_ARGUMENT
   *     with what is wrong if they are broken
   */
  public CheckSuite checks(TableIdentifier table) {
    CheckSuite suite = checks.get(table);
    if (suite == null) {
      requireSound(new Subject(Kind.CHECKS, table.toString())::equals);
      List<String> names =
          checks.keySet().stream().map(TableIdentifier::toString).sorted().toList();
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "there are no checks of %s in %s".formatted(table, directory),
          NearestWord.to(table.toString(), names)
              .map(nearest -> "did you mean %s?".formatted(nearest))
              .orElse(
                  names.isEmpty()
                      ? "the checks of a table are a file in " + directory.resolve("checks")
                      : "there are checks of " + String.join(", ", names)));
    }
    return suite;
  }

  /** The source whose watermark is shown as a variable. */
  public Optional<CsvContractSource> sourceOfVariable(String variable) {
    return variables().stream()
        .filter(source -> source.watermark().orElseThrow().variable().equals(variable))
        .findFirst();
  }

  /** The sources with a watermark, by the variable's name. */
  public List<CsvContractSource> variables() {
    return sources.values().stream()
        .filter(CsvContractSource.class::isInstance)
        .map(CsvContractSource.class::cast)
        .filter(source -> source.watermark().isPresent())
        .sorted((left, right) ->
            left.watermark()
                .orElseThrow()
                .variable()
                .compareTo(right.watermark().orElseThrow().variable()))
        .toList();
  }
}
