package dev.lakehouse.table.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
  private Path root;

  @Override
  protected ObjectStore openStore(Path directory) {
    root = directory.resolve("objects");
    return LocalObjectStore.open(root);
  }

  @Test
  void anObjectIsAFileAndAFileIsAnObject() throws Exception {
    put("folder/put.csv", "put");
    assertThat(root.resolve(bucket).resolve("folder/put.csv")).hasContent("put");

    Files.writeString(root.resolve(bucket).resolve("folder/copied.csv"), "by hand");
    assertThat(read("folder/copied.csv")).isEqualTo("by hand");
    assertThat(store.list(path("folder/"))).hasSize(2);
  }

  @Test
  void unfinishedCopiesAndDirectoriesAreNoObjects() throws Exception {
    Path folder = Files.createDirectories(root.resolve(bucket).resolve("folder/empty"));
    Files.writeString(folder.resolveSibling(".~half"), "half");

    assertThat(store.list(path(""))).isEmpty();
  }

  @Test
  void whatCannotBeDeletedIsToldAndTheOthersAreGone() throws Exception {
    put("folder/a", "x");
    put("b", "x");

    assertThat(store.deleteAll(List.of(path("folder"), path("b"))))
        .hasEntrySatisfying(
            path("folder"), reason -> assertThat(reason).hasMessageContaining("/folder"))
        .hasSize(1);
    assertThat(store.list(path(""))).extracting(ObjectInfo::path).containsExactly(path("folder/a"));
  }

  @Test
  void openingWritesNothing(@TempDir Path directory) throws Exception {
    try (LocalObjectStore untouched = LocalObjectStore.open(directory.resolve("objects"))) {
      assertThat(untouched.find(new ObjectPath("b", "k"))).isEmpty();
    }
    try (var entries = Files.list(directory)) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void stagedFilesAreGoneAfterClosing(@TempDir Path directory) throws Exception {
    Path staged;
    try (LocalObjectStore other = LocalObjectStore.open(directory.resolve("objects"))) {
      staged = Files.writeString(other.staging().resolve("half"), "half");
    }
    assertThat(staged).doesNotExist();
    assertThat(staged.getParent()).doesNotExist();
  }

  @Test
  void aKeyBelowAnObjectIsRefused() throws Exception {
    put("a", "object");

    assertThatThrownBy(() -> put("a/b", "below"))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(read("a")).isEqualTo("object");
  }

  @Test
  void oneNameIsOneObject() throws Exception {
    put("a/b", "x");

    for (String other : List.of("a//b", "a/b/")) {
      assertThat(store.find(path(other))).as(other).isEmpty();
      assertThatThrownBy(() -> put(other, "y"))
          .as(other)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
    assertThat(read("a/b")).isEqualTo("x");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("objects"), "a file, not a directory");
    LocalObjectStore blocked = LocalObjectStore.open(file);

    assertThatThrownBy(() -> blocked.createBucket("b"))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.remedy()).isPresent();
            })
        .hasMessageContaining(file.toString());
  }
}
