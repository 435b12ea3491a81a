package dev.lakehouse.app.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server of one home, as a process that can be ended. */
record PostgresProcess(ProcessHandle server) {
  private static final long LIMIT_SECONDS = 60;

  /** The running server of a home. */
  static PostgresProcess of(Path home) {
    try {
      Path data = home.toRealPath().resolve("postgres");
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      // The number could be another program's by now.
      if (!List.of(server.info().arguments().orElseThrow()).contains(data.toString())) {
        throw new IllegalStateException("process %d is not the server of %s".formatted(pid, home));
      }
      return new PostgresProcess(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    server.destroyForcibly();
    server.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}
