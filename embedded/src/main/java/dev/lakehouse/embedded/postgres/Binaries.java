package dev.lakehouse.embedded.postgres;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this machine, unpacked from the class path into a directory that all
 * homes of a user share.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 * @param majorVersion the version that a data directory must have
 */
record Binaries(Path directory, String majorVersion) {
  private static final Logger log = LoggerFactory.getLogger(Binaries.class);

  /**
   * Finds the programs in the cache, unpacking them at the first use. Several processes may do so
   * at once: each unpacks for itself and the first to finish wins.
   *
   * @throws LakehouseException UNAVAILABLE if there are none for this machine, or the cache cannot
   *     be written
   */
  static Binaries unpackedIn(Path cache) {
    String version = version();
    String platform = platform();
    Path directory = cache.resolve("postgres-" + version + "-" + platform).toAbsolutePath();
    Binaries binaries = new Binaries(directory, version.substring(0, version.indexOf('.')));
    if (Files.notExists(directory)) {
      try {
        unpack("/postgres-" + platform + ".txz", directory);
      } catch (IOException e) {
        throw LakehouseException.of(
                ErrorCode.UNAVAILABLE,
                "cannot unpack PostgreSQL %s into %s: %s".formatted(version, directory, e),
                "make the directory writable, or name another cache with LAKEHOUSE_CACHE")
            .causedBy(e);
      }
    }
    return binaries;
  }

  /** The path of one of the programs: initdb, pg_ctl or postgres. */
  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  private static String version() {
    try (InputStream in = Binaries.class.getResourceAsStream("binaries.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw LakehouseException.of(ErrorCode.INTERNAL, "binaries.properties cannot be read")
          .causedBy(e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "darwin" : os;
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    return system + "-" + machine;
  }

  private static void unpack(String resource, Path target) throws IOException {
    try (InputStream packed = Binaries.class.getResourceAsStream(resource)) {
      if (packed == null) {
        throw LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "this build brings no PostgreSQL for this machine (" + resource + ")",
            "use the distribution for this machine, or configure the URL of your own PostgreSQL");
      }
      Files.createDirectories(target.getParent());
      Path unfinished = Files.createTempDirectory(target.getParent(), "unpack-");
      try {
        log.info("unpacking PostgreSQL into {}", target);
        extract(packed, unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        moveUnlessThere(unfinished, target);
      } finally {
        Cluster.deleteTree(unfinished);
      }
    }
  }

  private static void moveUnlessThere(Path unfinished, Path target) throws IOException {
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // A directory that is not empty cannot be replaced: another process was faster, and did the
      // same.
      if (Files.notExists(target)) {
        throw e;
      }
    }
  }

  private static void extract(InputStream packed, Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
          throw new IOException("the archive names a file outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
          } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions(entry));
          }
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
    boolean executable = (entry.getMode() & 0100) != 0;
    return EnumSet.copyOf(PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
