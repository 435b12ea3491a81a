package dev.lakehouse.app.platform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small disk in memory, mounted on a directory; only where mounting is permitted. */
final class TemporaryDisk implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final Path directory;

  private TemporaryDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts a disk; skips the test where that is not permitted. */
  static TemporaryDisk mount(Path directory, int megabytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString())
            == 0,
        "mounting a disk is not permitted here");
    return new TemporaryDisk(directory);
  }

  /** Fills the disk but for some pages. */
  void fill(int freePages) {
    try {
      empty();
      FileStore disk = Files.getFileStore(directory);
      long bytes = disk.getUsableSpace() - (long) freePages * PAGE_BYTES;
      Files.write(ballast(), new byte[Math.toIntExact(bytes)]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes back what {@link #fill} has put there. */
  void empty() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void makeReadOnly() {
    remount("ro");
  }

  void makeWritable() {
    remount("rw");
  }

  private void remount(String mode) {
    if (run("mount", "-o", "remount," + mode, directory.toString()) != 0) {
      throw new IllegalStateException("cannot remount " + directory);
    }
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(List.of(command))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    } catch (IOException e) {
      // There is no such program here.
      return -1;
    }
  }

  @Override
  public void close() {
    if (run("umount", directory.toString()) != 0) {
      throw new IllegalStateException("cannot unmount " + directory);
    }
  }
}
