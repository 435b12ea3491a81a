package dev.lakehouse.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock on a file, shared or exclusive, that holds between processes and between users within one
 * process alike, and that the kernel releases when its holder dies.
 *
 * <p>Not thread-safe: it belongs to the one who took it.
 */
final class FileLease implements AutoCloseable {
  /** Who else may hold the file at the same time. */
  enum Mode {
    /** Others may share it. */
    SHARED(Posix.LOCK_SHARED),
    /** Nobody else. */
    EXCLUSIVE(Posix.LOCK_EXCLUSIVE);

    private final int flag;

    Mode(int flag) {
      this.flag = flag;
    }
  }

  private final int descriptor;
  private boolean closed;

  private FileLease(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Takes the lock if nobody stands in the way; makes the file if it is not there.
   *
   * @return empty if somebody holds it
   */
  static Optional<FileLease> tryTake(Path file, Mode mode) throws IOException {
    if (Files.notExists(file)) {
      // Not "create new": of two who come first, both shall go on with the one file.
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    }
    FileLease lease = new FileLease(Posix.open(file));
    boolean taken = false;
    try {
      taken = lease.tryTurnInto(mode);
      return taken ? Optional.of(lease) : Optional.empty();
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  /**
   * Turns this lease into the other mode.
   *
   * @return false if others hold the file; it is then not certain that this lease still holds it
   */
  boolean tryTurnInto(Mode mode) throws IOException {
    return Posix.tryLock(descriptor, mode.flag);
  }

  /** Gives the lock back; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Posix.close(descriptor);
    }
  }
}
