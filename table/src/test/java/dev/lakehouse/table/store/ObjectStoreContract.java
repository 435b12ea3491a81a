package dev.lakehouse.table.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every object store promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ObjectStoreContract {
  private final AtomicInteger number = new AtomicInteger();
  private Path files;
  protected ObjectStore store;
  protected String bucket;

  /** Opens the store under test with its local files under a directory. */
  protected abstract ObjectStore openStore(Path directory) throws Exception;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    files = Files.createDirectory(directory.resolve("files"));
    store = openStore(directory.resolve("store"));
  }

  @AfterAll
  void close() {
    store.close();
  }

  @BeforeEach
  void makeBucket() {
    bucket = "bucket-" + number.incrementAndGet();
    store.createBucket(bucket);
  }

  protected ObjectPath path(String key) {
    return new ObjectPath(bucket, key);
  }

  protected Path file(String content) throws IOException {
    return Files.writeString(files.resolve("f" + number.incrementAndGet()), content);
  }

  protected void put(String key, String content) throws IOException {
    store.put(file(content), path(key));
  }

  private Path staged(String content) throws IOException {
    return Files.writeString(store.staging().resolve("s" + number.incrementAndGet()), content);
  }

  protected String read(String key) throws IOException {
    try (LocalFiles local = store.open(List.of(path(key)))) {
      return Files.readString(local.path(path(key)));
    }
  }

  private List<String> keys(String prefix) {
    return store.list(path(prefix)).stream().map(object -> object.path().key()).toList();
  }

  @Test
  void aBucketIsMadeOnceAndIsEmpty() {
    store.createBucket(bucket);

    assertThat(store.list(path(""))).isEmpty();
  }

  @Test
  void whatIsPutCanBeReadAndItsSourceStays() throws Exception {
    Path source = file("one");
    store.put(source, path("a/b.txt"));

    assertThat(read("a/b.txt")).isEqualTo("one");
    assertThat(source).hasContent("one");
  }

  @Test
  void whatIsPublishedCanBeReadAndItsSourceIsGone() throws Exception {
    Path source = staged("one");
    store.publish(source, path("a/b.txt"));

    assertThat(read("a/b.txt")).isEqualTo("one");
    assertThat(source).doesNotExist();
  }

  @Test
  void anObjectOfNoBytesIsAnObject() throws Exception {
    put("empty", "");

    assertThat(store.find(path("empty")).orElseThrow().size()).isZero();
    assertThat(read("empty")).isEmpty();
  }

  @Test
  void findsAnObjectAndNothingElse() throws Exception {
    Instant before = Instant.now().minus(Duration.ofMinutes(1));
    put("folder/object.csv", "12345");

    ObjectInfo found = store.find(path("folder/object.csv")).orElseThrow();
    assertThat(found.path()).isEqualTo(path("folder/object.csv"));
    assertThat(found.size()).isEqualTo(5);
    assertThat(found.modified()).isBetween(before, Instant.now().plus(Duration.ofMinutes(1)));
    for (String other : List.of("folder", "folder/", "folder/object", "object.csv", "folder/o/x")) {
      assertThat(store.find(path(other))).as(other).isEmpty();
    }
    assertThat(store.find(new ObjectPath("no-such-bucket", "a"))).isEmpty();
  }

  @Test
  void listsByPrefixInTheOrderOfKeys() throws Exception {
    for (String key : List.of("b/2", "a", "b/10", "b-1", "B", "b/1/x", "bb", "ä")) {
      put(key, key);
    }

    assertThat(keys("")).containsExactly("B", "a", "b-1", "b/1/x", "b/10", "b/2", "bb", "ä");
    assertThat(keys("b/")).containsExactly("b/1/x", "b/10", "b/2");
    assertThat(keys("b")).containsExactly("b-1", "b/1/x", "b/10", "b/2", "bb");
    assertThat(keys("b/1")).containsExactly("b/1/x", "b/10");
    assertThat(keys("b/1/x")).containsExactly("b/1/x");
    assertThat(keys("c")).isEmpty();
    assertThat(keys("c/d/")).isEmpty();
  }

  @Test
  void aListingSaysWhatFindingSays() throws Exception {
    put("x/one", "1");
    put("x/two", "22");

    assertThat(store.list(path("x/")))
        .isEqualTo(
            List.of(
                store.find(path("x/one")).orElseThrow(), store.find(path("x/two")).orElseThrow()));
  }

  @Test
  void tagsAreEqualWhereContentIs() throws Exception {
    put("one", "same");
    put("two", "same");
    put("three", "other");
    store.publish(staged("same"), path("four"));

    assertThat(store.etag(path("one")))
        .isEqualTo(store.etag(path("two")))
        .isEqualTo(store.etag(path("four")))
        .isNotEqualTo(store.etag(path("three")));
    store
        .list(path(""))
        .forEach(object ->
            object.etag().ifPresent(tag -> assertThat(tag).isEqualTo(store.etag(object.path()))));
  }

  @Test
  void replacingGivesTheNewContentAndANewTag() throws Exception {
    put("a", "old");
    String oldTag = store.etag(path("a"));
    assertThat(read("a")).isEqualTo("old");

    put("a", "newer");
    assertThat(read("a")).isEqualTo("newer");
    assertThat(store.etag(path("a"))).isNotEqualTo(oldTag);

    store.publish(staged("newest"), path("a"));
    assertThat(read("a")).isEqualTo("newest");
    assertThat(keys("")).containsExactly("a");
  }

  @Test
  void deletingTwiceIsDeletingOnce() throws Exception {
    put("a/b", "x");
    put("a/c", "y");

    store.delete(path("a/b"));
    store.delete(path("a/b"));
    store.delete(path("never/there"));

    assertThat(keys("")).containsExactly("a/c");
    assertThat(store.find(path("a/b"))).isEmpty();
  }

  @Test
  void deletesManyAtOnceAndNothingElse() throws Exception {
    store.createBucket("other-" + bucket);
    ObjectPath elsewhere = new ObjectPath("other-" + bucket, "a/0");
    store.put(file("x"), elsewhere);
    List<ObjectPath> gone = new ArrayList<>(List.of(elsewhere, path("never/there")));
    for (int i = 0; i < 20; i++) {
      put("a/" + i, "x");
      gone.add(path("a/" + i));
    }
    for (String odd : List.of("a b/c d.csv", "käse/日本語/🙂.csv", "plus+and&equal=<>\"'.csv")) {
      put(odd, odd);
      gone.add(path(odd));
    }
    put("a/b", "stays");

    assertThat(store.deleteAll(gone)).isEmpty();
    assertThat(store.deleteAll(gone)).isEmpty();
    assertThat(store.deleteAll(List.of())).isEmpty();

    assertThat(keys("")).containsExactly("a/b");
    assertThat(store.find(elsewhere)).isEmpty();
  }

  @Test
  void everyObjectIsToldOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      put("a/" + i % 3 + "/" + i, "x");
    }
    List<ObjectInfo> told = new ArrayList<>();
    store.forEach(path("a/"), told::add);

    assertThat(told).containsExactlyInAnyOrderElementsOf(store.list(path("a/"))).hasSize(20);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    put("there", "x");

    assertNotFound(() -> store.etag(path("missing")), "missing");
    assertNotFound(() -> store.open(List.of(path("missing"))), "missing");
    assertNotFound(() -> store.open(List.of(path("there"), path("gone/1"))), "gone/1");
    assertNotFound(() -> store.list(new ObjectPath("no-such-bucket", "")), "no-such-bucket");
  }

  private static void assertNotFound(ThrowingCallable call, String name) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining(name);
  }

  @Test
  void aFileThatIsNotThereIsNeitherPutNorPublished() {
    Path missing = files.resolve("missing");

    assertThatThrownBy(() -> store.put(missing, path("a")))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> store.publish(store.staging().resolve("missing"), path("a")))
        .isInstanceOf(LakehouseException.class);
    assertThat(keys("")).isEmpty();
  }

  @Test
  void keepsKeysAsTheyAre() throws Exception {
    Set<String> odd =
        Set.of(
            "a b/c d.csv",
            "käse/日本語/🙂.csv",
            "per%20cent%",
            "plus+and&equal=;,?#[]@!$'()*",
            "quote\"back\\slash",
            "country=IT/day=2024-01-15/x.parquet",
            "..dots../...",
            "~tilde^<>|{}`",
            " leading and trailing ");
    for (String key : odd) {
      put(key, key);
    }

    assertThat(keys("")).containsExactlyInAnyOrderElementsOf(odd);
    for (String key : odd) {
      assertThat(read(key)).isEqualTo(key);
      assertThat(store.find(path(key)).orElseThrow().path().key()).isEqualTo(key);
      store.delete(path(key));
    }
    assertThat(keys("")).isEmpty();
  }

  @Test
  void opensManyAtOnceAndEachOnce() throws Exception {
    List<ObjectPath> paths = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      put("many/" + i, "content " + i);
      paths.add(path("many/" + i));
    }
    paths.addAll(List.copyOf(paths));

    try (LocalFiles local = store.open(paths)) {
      for (int i = 0; i < 40; i++) {
        assertThat(local.path(path("many/" + i))).hasContent("content " + i);
      }
    }
  }

  @Test
  void opensNothing() {
    try (LocalFiles local = store.open(List.of())) {
      assertThat(local).isNotNull();
    }
  }

  @Test
  void whatIsOpenStaysReadableWhenTheObjectGoes() throws Exception {
    put("a", "still there");
    try (LocalFiles local = store.open(List.of(path("a")));
        var stream = Files.newInputStream(local.path(path("a")))) {
      store.delete(path("a"));
      assertThat(stream.readAllBytes()).asString().isEqualTo("still there");
    }
  }

  @Test
  void readersSeeWholeObjectsWhileWritersReplaceThem() throws Exception {
    String ones = "1".repeat(200_000);
    String twos = "2".repeat(300_000);
    put("shared", ones);
    AtomicBoolean written = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> writer =
          threads.submit(() -> {
            try {
              for (int round = 0; round < 20; round++) {
                put("shared", twos);
                store.publish(staged(ones), path("shared"));
              }
            } finally {
              written.set(true);
            }
            return null;
          });
      Future<Integer> reader =
          threads.submit(() -> {
            int reads = 0;
            do {
              assertThat(read("shared")).isIn(ones, twos);
              assertThat(keys("")).containsExactly("shared");
              reads++;
            } while (!written.get());
            return reads;
          });
      writer.get();
      assertThat(reader.get()).isPositive();
    }
  }

  @Test
  void theStagingDirectoryIsThereAndEmptyOfOthersFiles() {
    assertThat(store.staging()).isDirectory().isWritable();
    assertThat(store.staging()).isEqualTo(store.staging());
  }
}
