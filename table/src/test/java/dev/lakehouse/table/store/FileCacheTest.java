package dev.lakehouse.table.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  private static final int FILE_BYTES = 100;

  @TempDir private Path directory;
  private final AtomicInteger fetches = new AtomicInteger();
  private Path kept;
  private Path partial;

  @BeforeEach
  void nameDirectories() throws IOException {
    kept = directory.resolve("kept");
    partial = Files.createDirectory(directory.resolve("partial"));
  }

  private FileCache cache(int files) {
    return new FileCache(kept, partial, (long) files * FILE_BYTES);
  }

  private Path pin(FileCache cache, String key) {
    return cache.pin(
        key,
        file -> {
          fetches.incrementAndGet();
          Files.writeString(file, content(key));
        });
  }

  private static String content(String key) {
    return key + "-".repeat(FILE_BYTES - key.length());
  }

  private List<String> names(Path of) throws IOException {
    try (var entries = Files.list(of)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fetchesOnce() {
    FileCache cache = cache(10);

    assertThat(pin(cache, "a")).hasContent(content("a"));
    cache.unpin("a");
    assertThat(pin(cache, "a")).hasContent(content("a"));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void threadsThatWantTheSameWaitForOneFetch() throws Exception {
    FileCache cache = cache(10);
    int threads = 8;
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Path>> pinned = new ArrayList<>();
      pinned.add(
          pool.submit(() ->
              cache.pin(
                  "a",
                  file -> {
                    fetching.countDown();
                    await(goOn);
                    fetches.incrementAndGet();
                    Files.writeString(file, content("a"));
                  })));
      await(fetching);
      for (int i = 1; i < threads; i++) {
        pinned.add(pool.submit(() -> pin(cache, "a")));
      }
      // What somebody else wants does not wait for it.
      assertThat(pin(cache, "b")).hasContent(content("b"));
      goOn.countDown();
      for (Future<Path> path : pinned) {
        assertThat(path.get()).hasContent(content("a"));
      }
    }
    assertThat(fetches).hasValue(2);
  }

  @Test
  void dropsWhatWasUsedLeastRecently() throws Exception {
    FileCache cache = cache(2);
    for (String key : List.of("a", "b", "a", "c")) {
      pin(cache, key);
      cache.unpin(key);
    }

    assertThat(names(kept)).containsExactly("a", "c");
  }

  @Test
  void neverDropsWhatIsPinned() throws Exception {
    FileCache cache = cache(1);
    Path a = pin(cache, "a");
    pin(cache, "a");
    Path b = pin(cache, "b");
    pin(cache, "c");
    cache.unpin("c");
    assertThat(names(kept)).containsExactly("a", "b");

    cache.unpin("a");
    cache.unpin("b");
    assertThat(a).exists();
    assertThat(b).doesNotExist();

    cache.unpin("a");
    assertThat(names(kept)).containsExactly("a");
  }

  @Test
  void aFailedFetchLeavesNothingAndIsTriedAgain() throws Exception {
    FileCache cache = cache(10);

    assertThatThrownBy(() ->
            cache.pin(
                "a",
                file -> {
                  Files.writeString(file, "half");
                  throw new IOException("connection reset");
                }))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("connection reset");
    LakehouseException refused = LakehouseException.of(ErrorCode.UNAVAILABLE, "no such key");
    assertThatThrownBy(() ->
            cache.pin(
                "a",
                file -> {
                  throw refused;
                }))
        .isSameAs(refused);
    assertThat(names(kept)).isEmpty();
    assertThat(names(partial)).isEmpty();

    assertThat(pin(cache, "a")).hasContent(content("a"));
    cache.unpin("a");
    FileCache small = cache(0);
    pin(small, "b");
    small.unpin("b");
    assertThat(names(kept)).as("failed fetches hold no pin").isEmpty();
  }

  @Test
  void whoWaitedForAFailedFetchTriesItself() throws Exception {
    FileCache cache = cache(10);
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Future<Path> first =
          pool.submit(() ->
              cache.pin(
                  "a",
                  file -> {
                    fetching.countDown();
                    await(goOn);
                    throw new IOException("connection reset");
                  }));
      await(fetching);
      Future<Path> second = pool.submit(() -> pin(cache, "a"));
      goOn.countDown();
      assertThatThrownBy(first::get).hasRootCauseMessage("connection reset");
      assertThat(second.get()).hasContent(content("a"));
    }
  }

  @Test
  void whatIsThereCountsAfterARestart() throws Exception {
    FileCache before = cache(10);
    for (String key : List.of("a", "b", "c")) {
      pin(before, key);
      before.unpin(key);
    }

    FileCache after = cache(3);
    pin(after, "a");
    assertThat(fetches).as("a is there already").hasValue(3);
    pin(after, "d");
    assertThat(names(kept)).hasSize(3).contains("a", "d");
  }

  @Test
  void fetchesAgainWhatAnotherProcessDropped() throws Exception {
    FileCache cache = cache(2);
    Path a = pin(cache, "a");
    cache.unpin("a");
    Files.delete(a);

    assertThat(pin(cache, "a")).hasContent(content("a"));
    pin(cache, "b");
    assertThat(names(kept)).as("a counts once").containsExactly("a", "b");
  }

  @Test
  void adoptsALocalFile() throws Exception {
    FileCache cache = cache(1);
    Path source = Files.writeString(directory.resolve("source"), content("a"));

    cache.adopt("a", source);

    assertThat(source).doesNotExist();
    assertThat(pin(cache, "a")).hasContent(content("a"));
    assertThat(fetches).hasValue(0);
    cache.adopt("b", Files.writeString(directory.resolve("source"), content("b")));
    assertThat(names(kept)).as("over the limit, and not pinned").containsExactly("a");
  }

  @Test
  void keysTellObjectsAndContentsApart() {
    ObjectPath path = ObjectPath.parse("s3://lake/a");

    assertThat(FileCache.key(path, "1")).isEqualTo(FileCache.key(path, "1"));
    assertThat(
            List.of(
                FileCache.key(path, "1"),
                FileCache.key(path, "2"),
                FileCache.key(ObjectPath.parse("s3://lake/b"), "1"),
                FileCache.key(ObjectPath.parse("s3://lake/a1"), "")))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[0-9a-f]{32}"));
  }

  @Test
  void manyThreadsOnAFullCacheAlwaysReadTheirOwnContent() throws Exception {
    FileCache cache = cache(3);
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Random random = new Random(thread);
        done.add(
            pool.submit(() -> {
              for (int round = 0; round < 300; round++) {
                String key = "k" + random.nextInt(10);
                assertThat(Files.readString(pin(cache, key))).isEqualTo(content(key));
                cache.unpin(key);
              }
              return null;
            }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    assertThat(names(kept)).hasSizeLessThanOrEqualTo(3);
    assertThat(names(partial)).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
