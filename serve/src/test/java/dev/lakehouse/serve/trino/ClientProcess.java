package dev.lakehouse.serve.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** A client that is a program of its own. */
final class ClientProcess {
  private ClientProcess() {}

  /** Runs it to its end, which has to be a good one, and gives what it printed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    // Nothing of this machine may help: no other server, no password.
    builder.environment().keySet().removeIf(name -> name.startsWith("TRINO_"));
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s ends well", command).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
