package dev.lakehouse.ingest.auto;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The place into which files are dropped: a prefix of the object store, or a directory, which is
 * read like one.
 *
 * @param store the store that it is in
 * @param prefix the place
 */
record DropFolder(ObjectStore store, ObjectPath prefix) {
  private static final List<String> SUFFIXES = List.of(".csv", ".tsv");
  private static final List<String> COMPRESSIONS = List.of("", ".gz", ".zst");

  /**
   * What lies in the folder.
   *
   * @param files the CSV files in folders of their own
   * @param ignored keys of everything else
   */
  record Listing(List<DroppedFile> files, List<String> ignored) {}

  static DropFolder of(FolderLocation location, ObjectStore store) {
    return switch (location) {
      case FolderLocation.InStore(ObjectPath prefix) ->
          new DropFolder(
              store,
              prefix.key().isEmpty() || prefix.key().endsWith("/")
                  ? prefix
                  : new ObjectPath(prefix.bucket(), prefix.key() + "/"));
      case FolderLocation.InDirectory(Path directory) -> {
        if (!Files.isDirectory(directory)) {
          throw LakehouseException.of(
              ErrorCode.NOT_FOUND,
              "there is no directory " + directory,
              "make it, or correct the source's 'path'");
        }
        yield new DropFolder(
            LocalObjectStore.open(directory.getParent()),
            new ObjectPath(directory.getFileName().toString(), ""));
      }
    };
  }

  Listing list() {
    List<DroppedFile> files = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (ObjectInfo object : store.list(prefix)) {
      String key = object.path().key().substring(prefix.key().length());
      int slash = key.indexOf('/');
      if (slash > 0 && isCsv(key)) {
        files.add(new DroppedFile(key, key.substring(0, slash), object));
      } else {
        ignored.add(key);
      }
    }
    return new Listing(files, ignored);
  }

  private static boolean isCsv(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && SUFFIXES.stream()
            .anyMatch(
                suffix -> COMPRESSIONS.stream().anyMatch(packed -> name.endsWith(suffix + packed)));
  }

  /** The content tag of a file. */
  String etag(DroppedFile file) {
    return file.object().etag().orElseGet(() -> store.etag(file.object().path()));
  }

  /** True if a file is as it was when it was listed. */
  boolean isUnchanged(DroppedFile file) {
    return store
        .find(file.object().path())
        .filter(now ->
            now.size() == file.object().size() && now.modified().equals(file.object().modified()))
        .isPresent();
  }
}
