package dev.lakehouse.pipeline.control;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Operations on the memory of runs that this process has open. Thread-safe. */
public final class LocalOperations implements PipelineOperations {
  private final Orchestrator orchestrator;
  private final Optional<Project> project;

  /**
   * Operations on what an orchestrator remembers, which its opener closes afterwards.
   *
   * @param project what was declared to it; empty if there is no project, and so no pipeline
   */
  public LocalOperations(Orchestrator orchestrator, Optional<Project> project) {
    this.orchestrator = requireNonNull(orchestrator, "orchestrator is null");
    this.project = requireNonNull(project, "project is null");
  }

  @Override
  public List<PipelineRecord> pipelines() {
    if (project.isEmpty()) {
      return List.of();
    }
    Set<String> broken = project.get().broken(Kind.PIPELINE);
    SortedMap<String, PipelineRecord> all = new TreeMap<>();
    broken.forEach(name -> all.put(name, PipelineRecord.neverSound(name)));
    orchestrator
        .pipelines()
        .forEach(pipeline ->
            all.put(
                pipeline.name(),
                broken.contains(pipeline.name()) ? pipeline.asBroken() : pipeline));
    return List.copyOf(all.values());
  }

  @Override
  public PipelineDetails pipeline(String name) {
    PipelineDefinition definition = definition(name);
    PipelineRecord record =
        orchestrator.pipelines().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                LakehouseException.of(
                    ErrorCode.CONFLICT,
                    "another project without a pipeline '%s' has been started on this home"
                        .formatted(name),
                    "a home is that of one project: choose another with --home DIR"));
    return new PipelineDetails(
        record,
        definition.description(),
        new TreeMap<>(definition.parameters()),
        definition.sensors().stream().map(String::valueOf).toList(),
        definition.mostRuns(),
        definition.steps());
  }

  private PipelineDefinition definition(String name) {
    return project
        .orElseThrow(() ->
            LakehouseException.of(
                ErrorCode.NOT_FOUND,
                "there is no pipeline '%s', because there is no project".formatted(name),
                "name the project's directory with --project DIR"))
        .pipeline(name);
  }

  @Override
  public boolean pause(String pipeline, boolean paused) {
    boolean broken =
        project.filter(known -> known.broken(Kind.PIPELINE).contains(pipeline)).isPresent();
    return orchestrator.pause(broken ? pipeline : definition(pipeline).name(), paused);
  }

  @Override
  public RunRecord trigger(String pipeline, Map<String, String> parameters) {
    return orchestrator.reader().run(orchestrator.trigger(definition(pipeline), parameters));
  }

  @Override
  public List<RunRecord> runs(RunReader.Filter filter) {
    return orchestrator.reader().list(filter);
  }

  @Override
  public RunDetails run(long id) {
    RunReader reader = orchestrator.reader();
    return new RunDetails(reader.run(id), reader.steps(id), reader.attempts(id));
  }

  @Override
  public boolean cancel(long run) {
    return orchestrator.cancel(run);
  }

  @Override
  public boolean retry(long run) {
    return orchestrator.retry(run);
  }

  @Override
  public RunRecord follow(long run, RunListener listener) throws InterruptedException {
    return orchestrator.follow(run, listener);
  }
}
