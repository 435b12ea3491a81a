package dev.lakehouse.embedded.postgres;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The account under which PostgreSQL's programs run. PostgreSQL refuses to run as root.
 *
 * <ul>
 *   <li>Not root: as whoever we are.
 *   <li>Root and a data directory that belongs to another user: as that user.
 *   <li>Root where user namespaces are allowed: as root seen from a namespace in which root is
 *       nobody. Files stay root's.
 *   <li>Root elsewhere (most containers): as {@code nobody}, to whom the data directory is given.
 * </ul>
 *
 * @param prefix what goes before each command; empty to run it plainly
 * @param owner the user id to whom the data directory must belong, where it is not our own
 */
record ServerAccount(List<String> prefix, OptionalInt owner) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  ServerAccount {
    prefix = List.copyOf(prefix);
  }

  /**
   * The account for a data directory, which need not exist yet.
   *
   * @throws LakehouseException UNAVAILABLE if we are root and know no way to be somebody else
   */
  static ServerAccount forDataDirectory(Path data) throws IOException {
    if (!weAreRoot()) {
      return new ServerAccount(List.of(), OptionalInt.empty());
    }
    int owner = Files.exists(data) ? ownerOf(data) : ROOT;
    if (owner != ROOT) {
      return switchedTo(owner);
    }
    return works(NAMESPACE)
        ? new ServerAccount(NAMESPACE, OptionalInt.empty())
        : switchedTo(NOBODY);
  }

  /** Whether this process runs as root. */
  static boolean weAreRoot() {
    return Posix.effectiveUserId() == ROOT;
  }

  /** The account of another user, in which our right to pass through our own directories stays. */
  static ServerAccount switchedTo(int userId) throws IOException {
    List<String> prefix =
        List.of(
            "setpriv",
            "--reuid=" + userId,
            "--regid=" + userId,
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override");
    if (!works(prefix)) {
      throw LakehouseException.of(
          ErrorCode.UNAVAILABLE,
          "the embedded PostgreSQL cannot run as root, and neither 'unshare -U' nor 'setpriv' works"
              + " here",
          "run as an ordinary user, or configure the URL of your own PostgreSQL");
    }
    return new ServerAccount(prefix, OptionalInt.of(userId));
  }

  /** A command as this account runs it. */
  List<String> command(List<String> command) {
    List<String> full = new ArrayList<>(prefix);
    full.addAll(command);
    return full;
  }

  /** Gives a directory and all in it to this account, if it does not own it already. */
  void own(Path directory) throws IOException {
    if (owner.isEmpty() || ownerOf(directory) == owner.getAsInt()) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.forEach(file -> setOwner(file, owner.getAsInt()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void setOwner(Path file, int userId) {
    try {
      Files.setAttribute(file, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int ownerOf(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean works(List<String> prefix) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trying " + command, e);
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
