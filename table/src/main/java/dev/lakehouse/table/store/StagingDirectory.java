package dev.lakehouse.table.store;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory for unfinished files that belongs to one process, beside those of other processes.
 *
 * <p>Its owner holds a file lock; the operating system gives it up when the process ends in any
 * way, so a directory whose lock is free is a dead process's leftover and is removed by the next
 * one that opens the parent.
 */
final class StagingDirectory implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";
  private static final String UNLOCKED_SUFFIX = ".new";

  // Closing a file gives up all locks that the process has on it (POSIX, fcntl), so the process
  // must not even look at its own.
  private static final String THIS_PROCESS = UUID.randomUUID() + ".";

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
      Path directory = parent.resolve(THIS_PROCESS + UUID.randomUUID());
      Path lockFile = parent.resolve(directory.getFileName() + LOCK_SUFFIX);
      FileChannel channel = lock(lockFile);
      Files.createDirectory(directory);
      return new StagingDirectory(directory, lockFile, channel);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot make the staging directory in %s: %s".formatted(parent, e.getMessage()),
              "check that the directory is writable and the disk is not full")
          .causedBy(e);
    }
  }

  /** Makes a file that is locked from the moment it has its name. */
  private static FileChannel lock(Path lockFile) throws IOException {
    Path unlocked = lockFile.resolveSibling(lockFile.getFileName() + UNLOCKED_SUFFIX);
    FileChannel channel =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    Files.move(unlocked, lockFile, StandardCopyOption.ATOMIC_MOVE);
    return channel;
  }

  Path path() {
    return directory;
  }

  private static void removeLeftovers(Path parent) throws IOException {
    List<Path> locks;
    try (Stream<Path> entries = Files.list(parent)) {
      locks = entries.filter(StagingDirectory::isLockOfAnotherProcess).toList();
    }
    for (Path lockFile : locks) {
      try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock lock = tryLock(channel)) {
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

  private static boolean isLockOfAnotherProcess(Path entry) {
    String name = entry.getFileName().toString();
    return name.endsWith(LOCK_SUFFIX) && !name.startsWith(THIS_PROCESS);
  }

  /** Null if its process lives, or if another thread of this one is removing it already. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
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
