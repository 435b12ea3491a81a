package dev.lakehouse.app.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;

/**
 * The process that started this one, which is told every moment in a line; this one stands still
 * until it is told to go on. Thread-safe.
 */
final class ParentProcess implements MomentListener {
  static final String AT = "at ";
  static final String GO = "go";
  static final String END = "end ";

  private final BufferedReader words = new BufferedReader(new InputStreamReader(System.in, UTF_8));

  @Override
  public synchronized Answer reached(Moment moment) {
    System.out.println(AT + moment.line());
    try {
      if (!GO.equals(words.readLine())) {
        throw new IllegalStateException("the parent is gone");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answer.GO_ON;
  }

  /** Says that the work has ended, and what was not done well. */
  void end(Iterable<String> failures) {
    System.out.println(END + String.join("; ", failures).replace('\n', ' '));
  }
}
