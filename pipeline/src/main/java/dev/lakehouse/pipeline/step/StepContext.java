package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.StepKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a step is told of the run that it belongs to.
 *
 * @param directory the project's directory, absolute
 * @param key which step it is
 * @param failures how many attempts at it have failed before
 * @param logicalTime the time that the run is about
 * @param item what a fan-out gave the step
 * @param variables knows the value of a variable by its name; fails if it is not set
 * @param progress is told in a few words how far the step is
 * @param log keeps a line for those who look at the step later
 * @param onStop is given what stops the step's work when it has to stop
 */
public record StepContext(
    String pipeline,
    Path directory,
    StepKey key,
    int failures,
    Instant logicalTime,
    Map<String, String> parameters,
    Optional<String> item,
    UnaryOperator<String> variables,
    Consumer<String> progress,
    Consumer<String> log,
    Consumer<Runnable> onStop) {
  public StepContext {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(key, "key is null");
    requireNonNull(logicalTime, "logicalTime is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(item, "item is null");
    requireNonNull(variables, "variables is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(log, "log is null");
    requireNonNull(onStop, "onStop is null");
  }

  /**
   * A name that every attempt of this step in this run has in common, and no other step: with it in
   * a commit, the step's work is never done twice.
   */
  public String token() {
    return "%d/%s/%d".formatted(key.run(), key.step(), key.item());
  }

  /**
   * A name that attempts have in common of which only the last can have failed: those before it
   * died, and may have done a part of the work.
   */
  public String attemptToken() {
    return failures == 0 ? token() : token() + "." + (failures + 1);
  }

  /** A template filled with what this run knows. */
  public String fill(Template template) {
    return template.fill(this::value);
  }

  private String value(String name) {
    if (name.startsWith(TemplateScope.VARIABLES)) {
      return variables.apply(name.substring(TemplateScope.VARIABLES.length()));
    }
    return switch (name) {
      case "item" -> item.orElseThrow();
      case "run.id" -> Long.toString(key.run());
      case "run.pipeline" -> pipeline;
      case "run.time" -> logicalTime.toString();
      case "run.date" -> LocalDate.ofInstant(logicalTime, ZoneOffset.UTC).toString();
      default -> parameters.get(name.substring(TemplateScope.PARAMETERS.length()));
    };
  }
}
