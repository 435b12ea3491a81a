package dev.lakehouse.app.cli;

import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem;

/** Says what is wrong in a project to those who go on with the rest of it. */
final class ProjectWarnings {
  private ProjectWarnings() {}

  /** Prints the problems of a project, if it has some, where errors are printed. */
  static void print(CommandContext context, Project project) {
    Output err = context.terminal().err();
    for (ProjectProblem problem : project.problems()) {
      err.stream()
          .printf(
              "%s %s: %s%n",
              err.styled(Style.YELLOW, "warning:"), problem.place(), problem.message());
      problem.remedy().ifPresent(remedy -> err.stream().printf("  remedy: %s%n", remedy));
      err.stream().printf("  not usable: %s%n", problem.concerns());
    }
  }
}
