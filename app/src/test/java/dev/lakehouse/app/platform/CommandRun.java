package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command of the command line, run to its end in a process of its own.
 *
 * @param exitCode its exit code
 * @param terminal all that a user sees of it
 */
record CommandRun(int exitCode, String terminal) {
  /** Runs pipelines of a lake. */
  static CommandRun ofPipelines(Lake lake, Map<String, String> environment, String... pipelines) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--home", lake.home().toString(), "--project", lake.project().toString(), "run"));
    arguments.addAll(List.of(pipelines));
    try (ChildProcess child =
        ChildProcess.start(Main.class, environment, arguments.toArray(String[]::new))) {
      String output = child.readAll();
      return new CommandRun(child.exitCode(), output + child.errors());
    }
  }

  /** It did what it should. */
  void succeeded() {
    assertThat(exitCode).as(terminal).isZero();
  }

  /** It said in words what is wrong, with what, and what to do, and nothing else. */
  void failedClearly(String... words) {
    assertThat(exitCode).as(terminal).isEqualTo(1);
    assertThat(terminal)
        .contains(words)
        .contains("remedy: ")
        .doesNotContain("Exception", "\tat ", "should not");
  }
}
