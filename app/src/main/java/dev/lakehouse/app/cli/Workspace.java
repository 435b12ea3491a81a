package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which project a command is about and where its state is.
 *
 * @param home the directory of all state; absolute, may not exist yet
 * @param project the project's directory; absolute; empty if the command is about none
 */
public record Workspace(Path home, Optional<Path> project) {
  /** The file that makes a directory a project. */
  public static final String PROJECT_FILE = "lakehouse.yaml";

  private static final String HOME = ".lakehouse";

  /** Refuses relative paths. */
  public Workspace {
    if (!home.isAbsolute() || !requireNonNull(project).map(Path::isAbsolute).orElse(true)) {
      throw new IllegalArgumentException("paths must be absolute: " + home + ", " + project);
    }
  }

  /**
   * Without {@code --project}, the working directory is the project if it is one. Without {@code
   * --home}, the home is {@code .lakehouse} in the project or, if there is none, in the working
   * directory.
   *
   * @param home the home that the user chose
   * @param project the project that the user chose
   * @param workingDirectory what relative paths are relative to; absolute
   * @throws LakehouseException with {@link ErrorCode#INVALID_ARGUMENT} if the chosen directory is
   *     not a project
   */
  public static Workspace resolve(
      Optional<Path> home, Optional<Path> project, Path workingDirectory) {
    Optional<Path> found =
        project
            .map(chosen -> requireProject(workingDirectory.resolve(chosen).normalize()))
            .or(() -> Optional.of(workingDirectory).filter(Workspace::isProject));
    Path state =
        home.map(chosen -> workingDirectory.resolve(chosen).normalize())
            .orElseGet(() -> found.orElse(workingDirectory).resolve(HOME));
    return new Workspace(state, found);
  }

  /**
   * The project's directory, for a command that needs one.
   *
   * @throws LakehouseException with {@link ErrorCode#INVALID_ARGUMENT} if there is none
   */
  public Path requireProject() {
    return project.orElseThrow(() ->
        LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "this command needs a project, and there is no " + PROJECT_FILE + " here",
            "Name the project's directory with --project DIR, or go there."));
  }

  private static Path requireProject(Path directory) {
    if (isProject(directory)) {
      return directory;
    }
    String what =
        Files.isDirectory(directory)
            ? "there is no " + PROJECT_FILE + " in " + directory
            : "there is no directory " + directory;
    throw LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        what,
        "--project wants a directory with a " + PROJECT_FILE + ".");
  }

  private static boolean isProject(Path directory) {
    return Files.isRegularFile(directory.resolve(PROJECT_FILE));
  }
}
