package dev.lakehouse.app.terminal;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;

/**
 * One of a process's two output streams, and what it can show. Thread-safe as far as its stream is.
 *
 * @param stream where to print
 * @param interactive true if a person sees it live: then lines may be redrawn and cut to the width
 * @param colours true if ANSI colours may be used; only an interactive output has them
 * @param unicode true if signs beyond ASCII may be used for decoration
 * @param width columns of the terminal; meaningful only if interactive
 */
public record Output(
    PrintStream stream, boolean interactive, boolean colours, boolean unicode, int width) {
  /** A way to set text off. */
  public enum Style {
    /** Headings. */
    BOLD("1"),
    /** What matters less. */
    DIM("2"),
    /** Failure. */
    RED("31"),
    /** Success. */
    GREEN("32"),
    /** Warning. */
    YELLOW("33");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /** Refuses a terminal too narrow to hold anything. */
  public Output {
    requireNonNull(stream, "stream is null");
    if (width < 1) {
      throw new IllegalArgumentException("width is not positive: " + width);
    }
    colours = colours && interactive;
  }

  /** A file or a pipe: nothing is cut, coloured or redrawn. */
  public static Output plain(PrintStream stream) {
    return new Output(stream, false, false, false, Integer.MAX_VALUE);
  }

  /** The same output without colours. */
  public Output withoutColours() {
    return new Output(stream, interactive, false, unicode, width);
  }

  /** The text in the given style, or as it is where there are no colours. */
  public String styled(Style style, String text) {
    return colours ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }
}
