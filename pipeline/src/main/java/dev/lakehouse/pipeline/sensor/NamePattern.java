package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A pattern for the last part of an object's key, in which {@code *} stands for any signs, {@code
 * ?} for one, and <code>{csv,txt}</code> for either. Immutable.
 */
public final class NamePattern {
  private final String text;
  private final PathMatcher matcher;

  /**
   * A pattern.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public NamePattern(String text) {
    this.text = requireNonNull(text, "text is null");
    if (text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("it is for the name alone, and has a '/'");
    }
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
  }

  /** True if a name is as the pattern says. */
  public boolean matches(String name) {
    // No path has this sign in it.
    return name.indexOf('\0') < 0 && matcher.matches(Path.of(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was given. */
  @Override
  public String toString() {
    return text;
  }
}
