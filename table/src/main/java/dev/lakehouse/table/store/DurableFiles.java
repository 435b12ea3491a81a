package dev.lakehouse.table.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that are there for good once a method has returned: content and name are forced to the
 * disk, because a catalog that survives a power failure must not point to files that did not.
 */
final class DurableFiles {
  /** Marks the unfinished half of a copy; such files are no objects. */
  static final String UNFINISHED_PREFIX = ".~";

  private DurableFiles() {}

  static void move(Path source, Path target) throws IOException {
    force(source);
    createParents(target);
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      force(target.getParent());
    } catch (AtomicMoveNotSupportedException e) {
      // The staging directory lies on another file system.
      copy(source, target);
      Files.delete(source);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    createParents(target);
    Path unfinished = target.resolveSibling(UNFINISHED_PREFIX + UUID.randomUUID());
    try {
      Files.copy(source, unfinished);
      force(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      force(target.getParent());
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void createParents(Path target) throws IOException {
    Path parent = target.getParent();
    if (Files.isDirectory(parent)) {
      return;
    }
    Path existing = parent;
    while (!Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    Files.createDirectories(parent);
    for (Path made = parent; !made.equals(existing); made = made.getParent()) {
      force(made.getParent());
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
