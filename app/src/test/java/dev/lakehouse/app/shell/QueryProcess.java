package dev.lakehouse.app.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.app.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code query} in a process of its own, whose output is read while it runs. */
final class QueryProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final Process process;
  private final StringBuilder output = new StringBuilder();
  private int seen;
  private boolean ended;

  private QueryProcess(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().start(this::read);
  }

  /** Starts it with pipes. */
  static QueryProcess piped(Path home, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(java(home, false));
    command.addAll(List.of(arguments));
    return start(new ProcessBuilder(command));
  }

  /**
   * Starts the prompt in a pseudo terminal of 30 lines and 100 columns, with Ctrl-C on, which may
   * be off where the build runs in the background.
   */
  static QueryProcess onTerminal(Path home) throws IOException {
    return start(
        new ProcessBuilder(
            "script",
            "-qfec",
            "stty rows 30 cols 100; exec env --default-signal=INT '"
                + String.join("' '", java(home, true))
                + "'",
            "/dev/null"));
  }

  private static QueryProcess start(ProcessBuilder builder) throws IOException {
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NO_COLOR", "1");
    return new QueryProcess(builder.redirectErrorStream(true).start());
  }

  private static List<String> java(Path home, boolean terminal) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dlakehouse.terminal.in=" + terminal,
        "-Dlakehouse.terminal.out=" + terminal,
        "-Dlakehouse.terminal.err=" + terminal,
        Main.class.getName(),
        "--home",
        home.toString(),
        "query");
  }

  private void read() {
    byte[] bytes = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        add(new String(bytes, 0, count, UTF_8));
      }
    } catch (IOException e) {
      add("[the pipe broke: " + e.getMessage() + "]");
    }
    end();
  }

  private synchronized void add(String text) {
    output.append(text);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until it has printed a text after what was waited for last. */
  synchronized void await(String text) throws InterruptedException {
    if (!awaits(text, LIMIT_SECONDS * 1000)) {
      throw new AssertionError("no '" + text + "' in: " + output.substring(seen));
    }
  }

  /** The same for a limited time; false if it does not come. */
  synchronized boolean awaits(String text, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    int found = output.indexOf(text, seen);
    while (found < 0 && !ended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
      found = output.indexOf(text, seen);
    }
    if (found >= 0) {
      seen = found + text.length();
    }
    return found >= 0;
  }

  /** Types or pipes a text. */
  void send(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends its input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Asks it to end, as Ctrl-C does where a shell has not switched that off. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Its exit code, waited for. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end: " + text());
    }
    return process.exitValue();
  }

  /** All that it printed so far. */
  synchronized String text() {
    return output.toString();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
