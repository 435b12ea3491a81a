package dev.lakehouse.app.terminal;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The two outputs of the process and its input: data goes to {@code out}, everything else to {@code
 * err}.
 *
 * @param out for what the command is about; buffered, so flush it before the process ends
 * @param err for progress and errors
 * @param keyboard true if somebody types the input; false for a file or a pipe
 */
public record Terminal(Output out, Output err, boolean keyboard) {
  private static final int USUAL_WIDTH = 80;

  /** Refuses missing parts. */
  public Terminal {
    requireNonNull(out, "out is null");
    requireNonNull(err, "err is null");
  }

  /** The outputs of a process that nobody types into. */
  public Terminal(Output out, Output err) {
    this(out, err, false);
  }

  /**
   * The terminal of this process.
   *
   * @param properties what the launcher found out: {@code lakehouse.terminal.out}, {@code .err} and
   *     {@code .in} ({@code true} if that stream is a terminal) and {@code .columns}; without them
   *     neither counts as a terminal, because Java cannot ask for one stream alone
   * @param environment decides on colours ({@code NO_COLOR}, see no-color.org; {@code TERM}) and on
   *     signs beyond ASCII ({@code LC_ALL}, {@code LC_CTYPE}, {@code LANG})
   */
  public static Terminal ofProcess(Properties properties, Map<String, String> environment) {
    return new Terminal(
        output(FileDescriptor.out, "out", properties, environment),
        output(FileDescriptor.err, "err", properties, environment),
        Boolean.parseBoolean(properties.getProperty("lakehouse.terminal.in")));
  }

  /** The same terminal without colours. */
  public Terminal withoutColours() {
    return new Terminal(out.withoutColours(), err.withoutColours(), keyboard);
  }

  /** Sends on what is still buffered. */
  public void flush() {
    out.stream().flush();
    err.stream().flush();
  }

  private static Output output(
      FileDescriptor descriptor,
      String name,
      Properties properties,
      Map<String, String> environment) {
    boolean buffered = name.equals("out");
    PrintStream stream =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(descriptor)),
            !buffered,
            StandardCharsets.UTF_8);
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean interactive =
        !dumb && Boolean.parseBoolean(properties.getProperty("lakehouse.terminal." + name));
    boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Output(stream, interactive, colours, hasUnicode(environment), width(properties));
  }

  private static int width(Properties properties) {
    String columns = properties.getProperty("lakehouse.terminal.columns", "");
    return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  private static boolean hasUnicode(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value -> value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"))
        .orElse(false);
  }
}
