package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A table, or a file or folder that a source reads. Immutable.
 *
 * @param name {@code namespace.table}, or {@code source:name}
 * @param makers the steps that make it; empty if it comes from outside
 * @param preparers the steps that must run before these
 * @param tags those of the steps that make it
 * @param upstream what it is made of
 */
public record Asset(
    String name,
    Kind kind,
    List<StepId> makers,
    List<StepId> preparers,
    NavigableSet<String> tags,
    NavigableSet<String> upstream) {
  /** What begins the name of a source. */
  public static final String SOURCE = "source:";

  static final String ANY = ".*";

  /** What an asset is. */
  public enum Kind {
    TABLE,
    SOURCE;

    static Kind of(String name) {
      return name.startsWith(Asset.SOURCE) ? SOURCE : TABLE;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Asset {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    makers = List.copyOf(makers);
    preparers = List.copyOf(preparers);
    tags = Collections.unmodifiableNavigableSet(new TreeSet<>(tags));
    upstream = Collections.unmodifiableNavigableSet(new TreeSet<>(upstream));
  }

  /** The name without its namespace. */
  public String shortName() {
    return kind == Kind.SOURCE ? name : name.substring(name.lastIndexOf('.') + 1);
  }

  /** True for the tables of a folder of which none is known yet. */
  public boolean isPattern() {
    return name.endsWith(ANY);
  }
}
