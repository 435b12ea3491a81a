package dev.lakehouse.app.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Collects what is printed. */
public final class ScreenCapture {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  /** An output that is a file or a pipe. */
  public Output plain() {
    return Output.plain(stream);
  }

  /** An output that is a Unicode terminal without colours. */
  public Output terminal(int width) {
    return new Output(stream, true, false, true, width);
  }

  /** An output that is an ASCII terminal with colours. */
  public Output colourTerminal(int width) {
    return new Output(stream, true, true, false, width);
  }

  /** Everything so far. */
  public String text() {
    stream.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
