package dev.lakehouse.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for a test to which JUnit gives none; deleted with all that is in it.
 *
 * @param path where it is
 */
public record TestDirectory(Path path) implements AutoCloseable {
  /** Makes one with a name that begins as it says. */
  public static TestDirectory create(String prefix) throws IOException {
    return new TestDirectory(Files.createTempDirectory(prefix));
  }

  @Override
  public void close() throws IOException {
    List<Path> tree;
    try (Stream<Path> walk = Files.walk(path)) {
      tree = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : tree) {
      Files.delete(entry);
    }
  }
}
