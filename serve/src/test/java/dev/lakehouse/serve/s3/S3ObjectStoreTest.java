package dev.lakehouse.serve.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.ObjectStoreContract;
import dev.lakehouse.table.store.S3ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreContract {
  private static final int LARGE_BYTES = 130 << 20;
  private static final int CHUNK_BYTES = 1 << 20;

  private RemoteStore remote;

  @Override
  protected ObjectStore openStore(Path directory) {
    remote = new RemoteStore(directory);
    return remote.open();
  }

  @AfterAll
  void stop() {
    remote.close();
  }

  @Test
  void listsMoreThanAPage() throws IOException {
    List<String> keys = IntStream.range(0, 1100).mapToObj("many/%04d"::formatted).toList();
    Path folder = Files.createDirectories(remote.objects().resolve(bucket).resolve("many"));
    for (String key : keys) {
      Files.createFile(folder.resolveSibling(key));
    }

    assertThat(store.list(path("many/")))
        .extracting(object -> object.path().key())
        .containsExactlyElementsOf(keys);
    assertThat(store.deleteAll(keys.stream().map(this::path).toList())).isEmpty();
    assertThat(store.list(path("many/"))).isEmpty();
  }

  @Test
  void objectsWithoutATagAreTaggedByTheirContent() throws IOException {
    Files.writeString(remote.objects().resolve(bucket).resolve("by-hand"), "content");
    put("by-client", "content");

    assertThat(store.find(path("by-hand")).orElseThrow().etag()).isEmpty();
    assertThat(store.etag(path("by-hand"))).isEqualTo(store.etag(path("by-client")));
    assertThat(read("by-hand")).isEqualTo("content");
  }

  @Test
  void largeFilesGoInPartsAndComeBackWhole(@TempDir Path directory) throws IOException {
    Path source = directory.resolve("large");
    Random random = new Random(17);
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = Files.newOutputStream(source)) {
      for (int written = 0; written < LARGE_BYTES; written += CHUNK_BYTES) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
      out.write(7);
    }

    store.put(source, path("large"));

    assertThat(store.find(path("large")).orElseThrow().size()).isEqualTo(LARGE_BYTES + 1);
    try (LocalFiles local = store.open(List.of(path("large")))) {
      assertThat(Files.mismatch(local.path(path("large")), source)).isEqualTo(-1);
    }
    assertThat(store.list(path(""))).as("no parts are left to be seen").hasSize(1);
  }

  @Test
  void whatWasPublishedIsReadWithoutFetchingIt(@TempDir Path directory) throws IOException {
    try (ObjectStore fresh = remote.open()) {
      ObjectPath path = path("published");
      fresh.publish(Files.writeString(fresh.staging().resolve("x"), "content"), path);
      try (LocalFiles local = fresh.open(List.of(path))) {
        assertThat(local.path(path)).hasContent("content");
      }
      assertThat(fresh.staging()).isEmptyDirectory();
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedAndNothingIsLeft(@TempDir Path directory) throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    S3Settings nowhere =
        new S3Settings(
            Optional.of(URI.create("http://127.0.0.1:" + freePort)), "us-east-1", "k", "s", true);
    try (ObjectStore unreachable = S3ObjectStore.open(nowhere, directory, CHUNK_BYTES)) {
      assertThatThrownBy(() -> unreachable.find(path("a")))
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.remedy().orElseThrow()).contains("endpoint");
              });
    }
    try (Stream<Path> left = Files.walk(directory)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aRefusedDeletionIsToldOfEachObject(@TempDir Path directory) throws IOException {
    put("a", "x");
    try (ObjectStore refused = remote.open("key", "wrong", directory)) {
      assertThat(refused.deleteAll(List.of(path("a"), path("b"))))
          .containsOnlyKeys(path("a"), path("b"))
          .allSatisfy((path, e) -> assertThat(e.remedy().orElseThrow()).contains("secret key"));
    }
    assertThat(read("a")).isEqualTo("x");
  }

  @Test
  void aWrongSecretIsToldApart(@TempDir Path directory) {
    try (ObjectStore refused = remote.open("key", "wrong", directory)) {
      assertThatThrownBy(() -> refused.list(path("")))
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.remedy().orElseThrow()).contains("secret key");
              });
    }
  }
}
