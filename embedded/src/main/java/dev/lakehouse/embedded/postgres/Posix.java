package dev.lakehouse.embedded.postgres;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The calls of the C library for which the JDK has no equivalent.
 *
 * <p>Java's own file locks belong to the whole process: closing any channel of the file drops them
 * all, and one JVM cannot hold two. {@code flock(2)} belongs to the open file, which is what a
 * server shared by several users, in one JVM or in many, needs. Thread-safe.
 */
final class Posix {
  static final int LOCK_SHARED = 1;
  static final int LOCK_EXCLUSIVE = 2;

  private static final int LOCK_NON_BLOCKING = 4;
  private static final int EINTR = 4;
  private static final int OPEN_READ_WRITE = 2;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle GETEUID = function("geteuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FLOCK =
      function(
          "flock",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"));

  private Posix() {}

  /** The effective user id of this process; 0 is root. */
  static int effectiveUserId() {
    return call(() -> (int) GETEUID.invokeExact());
  }

  /**
   * Opens an existing file for {@link #tryLock}; children do not inherit it.
   *
   * @return a file descriptor that the caller must close
   */
  static int open(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toString());
      MemorySegment state = arena.allocate(CALL_STATE);
      int flags = OPEN_READ_WRITE | closeOnExec();
      int descriptor = call(() -> (int) OPEN.invokeExact(state, path, flags));
      if (descriptor < 0) {
        throw new IOException("cannot open " + file + " (errno " + errno(state) + ")");
      }
      return descriptor;
    }
  }

  /** Closes what {@link #open} gave, and so releases its lock. */
  static void close(int descriptor) {
    call(() -> (int) CLOSE.invokeExact(descriptor));
  }

  /**
   * Takes, or turns into the other kind, the lock on an open file without waiting.
   *
   * @return false if another open file holds a lock that excludes this one
   */
  static boolean tryLock(int descriptor, int kind) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      while (true) {
        int result =
            call(() -> (int) FLOCK.invokeExact(state, descriptor, kind | LOCK_NON_BLOCKING));
        if (result == 0) {
          return true;
        }
        int errno = errno(state);
        if (errno == wouldBlock()) {
          return false;
        }
        if (errno != EINTR) {
          throw new IOException("the file system refuses flock (errno " + errno + ")");
        }
      }
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static boolean isMac() {
    return System.getProperty("os.name").startsWith("Mac");
  }

  private static int closeOnExec() {
    return isMac() ? 0x1000000 : 0x80000;
  }

  private static int wouldBlock() {
    return isMac() ? 35 : 11;
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private static int call(NativeCall call) {
    try {
      return call.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call threw", e);
    }
  }

  private interface NativeCall {
    int invoke() throws Throwable;
  }
}
