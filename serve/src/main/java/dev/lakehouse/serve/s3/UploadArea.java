package dev.lakehouse.serve.s3;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where uploads lie until they are whole: hidden containers beside the buckets, on the same file
 * system, so that an object appears by a rename. No client can name them: a bucket's name does not
 * begin with a dot.
 *
 * @param root the store's directory
 */
record UploadArea(Path root) {
  private static final String HIDDEN_PREFIX = ".~";
  private static final String SINGLE_UPLOADS = HIDDEN_PREFIX + "uploads";
  private static final Duration LEFT_OVER_AFTER = Duration.ofDays(1);

  /** Makes the area, and removes what an endpoint that was killed left in it. */
  static UploadArea in(Path root) {
    UploadArea area = new UploadArea(root);
    try {
      Path directory = root.resolve(SINGLE_UPLOADS);
      Files.createDirectories(directory);
      area.removeLeftovers(directory);
      return area;
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "the store %s cannot take uploads: %s".formatted(root, e),
              "make the directory writable")
          .causedBy(e);
    }
  }

  /** The container of uploads in one piece. */
  String container() {
    return SINGLE_UPLOADS;
  }

  /** A new name for an upload in one piece. */
  String newKey() {
    return UUID.randomUUID().toString();
  }

  /** The container of a bucket's uploads in parts. */
  String containerOfParts(String bucket) {
    return HIDDEN_PREFIX + bucket;
  }

  /** Makes the container of a bucket's uploads in parts, if it is not there. */
  void makeContainerOfParts(String bucket) {
    try {
      Files.createDirectories(root.resolve(containerOfParts(bucket)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of an upload. */
  Path file(String container, String key) {
    return root.resolve(container).resolve(key);
  }

  /** Whether a container is none of the buckets that clients see. */
  boolean isHidden(String container) {
    return container.startsWith(".");
  }

  private void removeLeftovers(Path directory) throws IOException {
    Instant limit = Instant.now().minus(LEFT_OVER_AFTER);
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.toList();
    }
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
