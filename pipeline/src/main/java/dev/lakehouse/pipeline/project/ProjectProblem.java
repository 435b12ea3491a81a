package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.Place;
import dev.lakehouse.base.settings.SettingsException;
import dev.lakehouse.base.settings.SettingsProblem;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Something that is wrong in a project.
 *
 * @param concerns what cannot be used because of it
 * @param place where
 * @param message what, in plain words
 * @param remedy what to do, if there is something to say
 */
public record ProjectProblem(
    Subject concerns, Place place, String message, Optional<String> remedy) {
  private static final String QUESTION = "; did you mean ";

  /** What a file of a project declares. */
  public enum Kind {
    PROJECT,
    SOURCE,
    CHECKS,
    PIPELINE
  }

  /** Something that a project declares. */
  public record Subject(Kind kind, String name) {
    public Subject {
      requireNonNull(kind, "kind is null");
      requireNonNull(name, "name is null");
    }

    @Override
    public String toString() {
      return kind == Kind.CHECKS
          ? "checks of " + name
          : kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
  }

  public ProjectProblem {
    requireNonNull(concerns, "concerns is null");
    requireNonNull(place, "place is null");
    requireNonNull(message, "message is null");
    requireNonNull(remedy, "remedy is null");
  }

  /** What a file has wrong. */
  static ProjectProblem of(Subject subject, SettingsProblem problem) {
    int question = problem.message().lastIndexOf(QUESTION);
    return question < 0
        ? new ProjectProblem(subject, problem.place(), problem.message(), Optional.empty())
        : new ProjectProblem(
            subject,
            problem.place(),
            problem.message().substring(0, question),
            Optional.of(problem.message().substring(question + 2)));
  }

  /** What an error says that came of reading a file. */
  public static List<ProjectProblem> of(Subject subject, String file, LakehouseException error) {
    if (error instanceof SettingsException settings) {
      return settings.problems().stream()
          .map(problem -> of(subject, problem))
          .map(problem ->
              problem.remedy().isPresent()
                  ? problem
                  : new ProjectProblem(subject, problem.place(), problem.message(), error.remedy()))
          .toList();
    }
    return List.of(
        new ProjectProblem(subject, new Place(file, 1, 1), error.getMessage(), error.remedy()));
  }

  /**
   * The error that says all of some problems, for who needs what they concern.
   *
   * @param problems at least one
   */
  static LakehouseException toException(Collection<ProjectProblem> problems) {
    List<String> lines =
        problems.stream()
            .sorted(Comparator.comparing(ProjectProblem::place))
            .map(ProjectProblem::toString)
            .distinct()
            .toList();
    return LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        lines.size() == 1
            ? lines.getFirst()
            : lines.stream()
                .collect(
                    Collectors.joining(
                        "\n  ", "there are %d problems:\n  ".formatted(lines.size()), "")));
  }

  /** {@code file:line:column: what is wrong; what to do}. */
  @Override
  public String toString() {
    return place + ": " + message + remedy.map("; "::concat).orElse("");
  }
}
