package dev.lakehouse.app.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories with all that is in them. */
public final class Trees {
  private Trees() {}

  public static void copy(Path from, Path to) {
    for (Path source : list(from)) {
      Path target = to.resolve(from.relativize(source).toString());
      try {
        if (!source.equals(from)) {
          Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
        } else {
          Files.createDirectories(target);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static void delete(Path directory) {
    for (Path path : list(directory).reversed()) {
      try {
        Files.delete(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Everything in a directory and the directory itself, which comes first. */
  public static List<Path> list(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.sorted(Comparator.naturalOrder()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
