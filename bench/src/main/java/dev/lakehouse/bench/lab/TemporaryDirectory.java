package dev.lakehouse.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A new directory that is deleted with all that is in it. */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  /** Makes one where the JVM has its temporary files. */
  public static TemporaryDirectory create() {
    try {
      return new TemporaryDirectory(Files.createTempDirectory("lakehouse-bench"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    deleteRecursively(path);
  }

  /** Deletes a directory or a file; does nothing if it is not there. */
  public static void deleteRecursively(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (NoSuchFileException e) {
      // Somebody else deletes as well: what matters is that it is gone.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
