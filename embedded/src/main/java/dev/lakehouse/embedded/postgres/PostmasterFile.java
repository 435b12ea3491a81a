package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says. Its lines are: process id, data directory, start time (seconds
 * since 1970), port, socket directory, listen address, shared memory key, status (PostgreSQL's
 * {@code src/include/utils/pidfile.h}).
 *
 * @param pid the server's process id
 * @param startTime when it started, in seconds since 1970
 * @param port its TCP port; 0 as long as it is not ready
 * @param ready whether it accepts connections
 */
record PostmasterFile(long pid, String startTime, int port, boolean ready) {
  private static final String NAME = "postmaster.pid";
  private static final int LINES_OF_A_STARTING_SERVER = 3;
  private static final int LINES_WITH_STATUS = 8;

  /** Reads the file; empty if there is none. */
  static Optional<PostmasterFile> read(Path data) throws IOException {
    List<String> lines;
    try {
      lines = Files.readString(data.resolve(NAME), UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() < LINES_OF_A_STARTING_SERVER) {
      return Optional.empty();
    }
    boolean ready = lines.size() >= LINES_WITH_STATUS && lines.get(7).trim().equals("ready");
    return Optional.of(
        new PostmasterFile(
            Long.parseLong(lines.get(0).trim()),
            lines.get(2).trim(),
            ready ? Integer.parseInt(lines.get(3).trim()) : 0,
            ready));
  }

  /**
   * The running server that the file speaks of; empty if it died and the file is left over, even if
   * another process has its number now.
   */
  Optional<ProcessHandle> process(Path data) {
    return ProcessHandle.of(pid)
        .filter(process -> process.info().command().orElse("").contains("postgres"))
        .filter(process ->
            List.of(process.info().arguments().orElse(new String[0])).contains(data.toString()));
  }

  /** Removes a left-over file; only for one who knows that no server runs on the directory. */
  static void delete(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }

  /** Whether a server has this directory, starting and stopping included. */
  static boolean exists(Path data) {
    return Files.exists(data.resolve(NAME));
  }
}
