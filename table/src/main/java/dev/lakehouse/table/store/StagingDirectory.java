package dev.lakehouse.table.store;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory for unfinished files that belongs to one process, beside those of other processes.
 *
 * <p>Its owner holds a file lock; the operating system gives it up when the process ends in any
 * way, so a directory whose lock is free is a dead process's leftover and is removed by the next
 * one that opens the parent. A process never looks at the locks of its own, which are named after
 * it: on most systems, closing any channel on a file gives up all locks that the process has on it
 * ({@link FileLock}).
 */
final class StagingDirectory implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";
  private static final int ATTEMPTS = 10;

  private final Path directory;
  private final Path lockFile;
  private final FileChannel channel;

  private StagingDirectory(Path directory, Path lockFile, FileChannel channel) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.channel = channel;
  }

  static StagingDirectory open(Path parent) {
    try {
      Files.createDirectories(parent);
      removeLeftovers(parent);
      return make(parent);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot make the staging directory in %s: %s".formatted(parent, e.getMessage()),
              "check that the directory is writable and the disk is not full")
          .causedBy(e);
    }
  }

  private static StagingDirectory make(Path parent) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path directory = parent.resolve(ownPrefix() + UUID.randomUUID());
      Path lockFile = parent.resolve(directory.getFileName() + LOCK_SUFFIX);
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        channel.lock();
        // Between the making of the file and its lock another process can have removed it.
        if (Files.exists(lockFile)) {
          Files.createDirectory(directory);
          return new StagingDirectory(directory, lockFile, channel);
        }
        channel.close();
      } catch (IOException e) {
        try (channel) {
          throw e;
        }
      }
    }
    throw new IOException("other processes remove its lock again and again");
  }

  /** The number of a process is given to others after its end; together with the time it is not. */
  private static String ownPrefix() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "%d-%d-".formatted(self.pid(), started);
  }

  Path path() {
    return directory;
  }

  private static void removeLeftovers(Path parent) throws IOException {
    List<Path> locks;
    try (Stream<Path> entries = Files.list(parent)) {
      locks =
          entries
              .filter(entry -> entry.toString().endsWith(LOCK_SUFFIX))
              .filter(entry -> !entry.getFileName().toString().startsWith(ownPrefix()))
              .toList();
    }
    for (Path lockFile : locks) {
      try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          String name = lockFile.getFileName().toString();
          deleteRecursively(
              parent.resolve(name.substring(0, name.length() - LOCK_SUFFIX.length())));
          Files.deleteIfExists(lockFile);
        }
      } catch (NoSuchFileException e) {
        // Another process was faster at removing the same leftover.
      }
    }
  }

  private static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void close() {
    try (channel) {
      deleteRecursively(directory);
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot remove the staging directory %s: %s".formatted(directory, e.getMessage()))
          .causedBy(e);
    }
  }
}
