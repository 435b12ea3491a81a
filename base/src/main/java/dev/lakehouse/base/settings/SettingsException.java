package dev.lakehouse.base.settings;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A settings file is wrong: everything that is wrong with it, each with its place. */
public final class SettingsException extends LakehouseException {
  private final transient List<SettingsProblem> problems;

  private SettingsException(
      List<SettingsProblem> problems, Optional<String> remedy, Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, message(problems), remedy, cause);
    this.problems = List.copyOf(problems);
  }

  /**
   * The error of these problems.
   *
   * @param problems at least one, in the order of the file
   */
  static SettingsException of(List<SettingsProblem> problems) {
    return new SettingsException(problems, Optional.empty(), null);
  }

  /** The error of a file that has one problem, with what to do about it. */
  static SettingsException of(SettingsProblem problem, String remedy) {
    return new SettingsException(List.of(problem), Optional.of(remedy), null);
  }

  private static String message(List<SettingsProblem> problems) {
    return problems.size() == 1
        ? problems.getFirst().toString()
        : problems.stream()
            .map(SettingsProblem::toString)
            .collect(
                Collectors.joining(
                    "\n  ",
                    "%s has %d problems:\n  "
                        .formatted(problems.getFirst().place().file(), problems.size()),
                    ""));
  }

  /** What is wrong, in the order of the file. */
  public List<SettingsProblem> problems() {
    return problems;
  }

  @Override
  public SettingsException causedBy(Throwable cause) {
    return new SettingsException(problems, remedy(), cause);
  }
}
