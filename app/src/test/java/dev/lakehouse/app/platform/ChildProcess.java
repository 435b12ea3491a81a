package dev.lakehouse.app.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with a main class of ours and a bounded heap. It is told and tells in lines; its
 * temporary files go when it is closed, however it ended.
 */
final class ChildProcess implements AutoCloseable {
  /** The exit code of a process that was killed: 128 and the number of SIGKILL. */
  static final int KILLED = 137;

  private static final long LIMIT_MINUTES = 5;

  private final Process process;
  private final BufferedReader output;
  private final Path directory;

  private ChildProcess(Process process, Path directory) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
    this.directory = directory;
  }

  static ChildProcess start(Class<?> main, Map<String, String> environment, String... arguments) {
    try {
      Path directory = Files.createTempDirectory("lakehouse-child");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Djava.io.tmpdir=" + directory,
                  "-cp",
                  System.getProperty("java.class.path"),
                  main.getName()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile());
      builder.environment().putAll(environment);
      return new ChildProcess(builder.start(), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line that it prints; empty if there will be none. */
  Optional<String> read() {
    try {
      return Optional.ofNullable(output.readLine());
    } catch (IOException e) {
      // The pipe of a process that was killed.
      return Optional.empty();
    }
  }

  /** All further lines. */
  String readAll() {
    StringBuilder all = new StringBuilder();
    for (Optional<String> line = read(); line.isPresent(); line = read()) {
      all.append(line.get()).append('\n');
    }
    return all.toString();
  }

  void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES).join();
  }

  /** Whether it ends by itself so soon. */
  boolean endsWithin(long time, TimeUnit unit) {
    try {
      return process.waitFor(time, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Its exit code, waited for. */
  int exitCode() {
    return process.onExit().orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES).join().exitValue();
  }

  /** What it has written to its standard error. */
  String errors() {
    try {
      return Files.readString(directory.resolve("stderr"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    Trees.delete(directory);
  }
}
