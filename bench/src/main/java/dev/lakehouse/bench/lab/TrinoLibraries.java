package dev.lakehouse.bench.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The libraries of a real Trino, which are none of the benchmarks' own. Immutable.
 *
 * @param classes the compiled classes of the module {@code differential-oracle}
 * @param jars what they need: the server, and the plugin for Iceberg
 */
public record TrinoLibraries(Path classes, List<Path> jars) {
  public TrinoLibraries {
    jars = List.copyOf(jars);
  }

  /** Finds them where the module {@code differential-oracle} was built to; empty if it was not. */
  public static Optional<TrinoLibraries> in(Path target) {
    Path classPath = target.resolve("class-path.txt");
    if (!Files.isReadable(classPath)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TrinoLibraries(
              target.resolve("classes"),
              Stream.of(Files.readString(classPath).strip().split(File.pathSeparator, -1))
                  .map(Path::of)
                  .toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, as the option {@code -cp} takes them. */
  String classPath() {
    return String.join(
        File.pathSeparator,
        Stream.concat(Stream.of(classes), jars.stream()).map(Path::toString).toList());
  }
}
