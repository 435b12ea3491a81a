package dev.lakehouse.pipeline.plugin;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The plugins of a project. Immutable. */
public final class Plugins {
  /** No plugins. */
  public static final Plugins NONE = new Plugins(Map.of());

  private final Map<String, StepPlugin> byName;

  private Plugins(Map<String, StepPlugin> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * The plugins in the jars of a project's {@code plugins/}. Their classes stay loaded as long as
   * the process lives.
   *
   * @param directory the project's, absolute
   * @throws LakehouseException INVALID_ARGUMENT if one cannot be loaded, or two have one name
   */
  public static Plugins of(Path directory) {
    Path folder = requireNonNull(directory, "directory is null").resolve("plugins");
    List<Path> jars = jars(folder);
    if (jars.isEmpty()) {
      return NONE;
    }
    Map<String, StepPlugin> found = new TreeMap<>();
    try {
      for (StepPlugin plugin : ServiceLoader.load(StepPlugin.class, loader(jars))) {
        StepPlugin other = found.putIfAbsent(plugin.name(), plugin);
        if (other != null) {
          throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "two plugins in %s have the name '%s': %s and %s"
                  .formatted(
                      folder,
                      plugin.name(),
                      other.getClass().getName(),
                      plugin.getClass().getName()),
              "take one of their jars away");
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "a plugin in %s cannot be loaded: %s".formatted(folder, e.getMessage()),
              "see that its jar is whole, and was compiled for this version and for Java "
                  + Runtime.version().feature())
          .causedBy(e);
    }
    return new Plugins(found);
  }

  private static List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot read the folder %s: %s".formatted(folder, e.getMessage()))
          .causedBy(e);
    }
  }

  private static URLClassLoader loader(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new URLClassLoader(
        "plugins", urls.toArray(URL[]::new), StepPlugin.class.getClassLoader());
  }

  /** The plugin of this name. */
  public Optional<StepPlugin> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names of all. */
  public SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }
}
