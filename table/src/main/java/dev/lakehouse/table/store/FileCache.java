package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whole remote objects kept as local files, the least recently used dropped first. Thread-safe, for
 * one process: the files are named after the object and its content tag, and are made by a rename,
 * so that several processes may share the directory.
 *
 * <p>A file that is pinned is never dropped by this process; on POSIX systems one that another
 * process drops stays readable where it is already open.
 */
final class FileCache {
  /** Fetches an object into a file that does not exist yet. */
  interface Fetch {
    void into(Path file) throws IOException;
  }

  private final Path directory;
  private final Path unfinished;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fetched = lock.newCondition();
  // In the order of their last use: the first is the next to go.
  private final LinkedHashMap<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Integer> pins = new HashMap<>();
  private final Set<String> fetching = new HashSet<>();
  private long bytes;

  /**
   * A cache in a directory, which is made if it is missing; what is in it already counts.
   *
   * @param unfinished where files are until they are fetched; on the same file system
   * @param maxBytes how much is kept when nothing is pinned
   */
  FileCache(Path directory, Path unfinished, long maxBytes) {
    this.directory = requireNonNull(directory, "directory is null");
    this.unfinished = requireNonNull(unfinished, "unfinished is null");
    this.maxBytes = maxBytes;
    try {
      Files.createDirectories(directory);
      try (var entries = Files.list(directory)) {
        for (Path entry : entries.filter(Files::isRegularFile).toList()) {
          long size = Files.size(entry);
          sizes.put(entry.getFileName().toString(), size);
          bytes += size;
        }
      }
    } catch (IOException e) {
      throw unavailable("cannot open the file cache", e);
    }
  }

  /** The name under which an object with this content is kept. */
  static String key(ObjectPath path, String etag) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(path.toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(etag.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The file of an object, fetched if it is not here, and pinned until {@link #unpin}. */
  Path pin(String key, Fetch fetch) {
    Path file = directory.resolve(key);
    lock.lock();
    try {
      while (fetching.contains(key)) {
        fetched.awaitUninterruptibly();
      }
      pins.merge(key, 1, Integer::sum);
      if (sizes.get(key) != null && Files.exists(file)) {
        return file;
      }
      fetching.add(key);
    } finally {
      lock.unlock();
    }
    boolean done = false;
    try {
      fetchInto(file, fetch);
      done = true;
      return file;
    } finally {
      lock.lock();
      try {
        fetching.remove(key);
        if (done) {
          admit(key, file);
        } else {
          release(key);
        }
        fetched.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Takes over a local file as the content of an object. */
  void adopt(String key, Path source) {
    lock.lock();
    try {
      Path file = directory.resolve(key);
      Files.move(source, file, StandardCopyOption.REPLACE_EXISTING);
      admit(key, file);
    } catch (IOException e) {
      throw unavailable("cannot keep a file in the cache", e);
    } finally {
      lock.unlock();
    }
  }

  void unpin(String key) {
    lock.lock();
    try {
      release(key);
      evict();
    } finally {
      lock.unlock();
    }
  }

  private void fetchInto(Path file, Fetch fetch) {
    Path partial = unfinished.resolve(UUID.randomUUID().toString());
    try {
      try {
        fetch.into(partial);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw unavailable("cannot write to the file cache", e);
    }
  }

  private void admit(String key, Path file) {
    try {
      long size = Files.size(file);
      Long before = sizes.put(key, size);
      bytes += size - (before == null ? 0 : before);
    } catch (IOException e) {
      throw unavailable("cannot look at a file of the cache", e);
    }
    evict();
  }

  private void release(String key) {
    pins.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }

  private void evict() {
    Iterator<Map.Entry<String, Long>> oldest = sizes.entrySet().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      Map.Entry<String, Long> entry = oldest.next();
      if (!pins.containsKey(entry.getKey())) {
        try {
          Files.deleteIfExists(directory.resolve(entry.getKey()));
        } catch (IOException e) {
          throw unavailable("cannot drop a file from the cache", e);
        }
        bytes -= entry.getValue();
        oldest.remove();
      }
    }
  }

  private LakehouseException unavailable(String what, IOException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "%s in %s: %s".formatted(what, directory, StoreErrors.describe(e)),
            "check the directory's permissions and the free space on its disk")
        .causedBy(e);
  }
}
