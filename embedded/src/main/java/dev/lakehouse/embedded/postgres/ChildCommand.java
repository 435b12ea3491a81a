package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a program of PostgreSQL to its end, with a limit on its time. */
final class ChildCommand {
  private ChildCommand() {}

  /**
   * Runs a command.
   *
   * @param output receives what it prints, both streams; overwritten
   * @return its exit code
   * @throws LakehouseException UNAVAILABLE if it does not end within the limit: it is then killed
   */
  static int run(List<String> command, Path output, Duration limit) throws IOException {
    Process process = start(command, output);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "%s did not end within %d s: %s"
                .formatted(command, limit.toSeconds(), Files.readString(output, UTF_8)));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LakehouseException.of(ErrorCode.UNAVAILABLE, "interrupted while running " + command)
          .causedBy(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a command and does not wait for it. */
  static Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    // Messages that we read, and the user, see one language; and no PG* setting reaches our server.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }
}
