package dev.lakehouse.app.platform;

import dev.lakehouse.table.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a child process does: opens two stores on one directory, tells where the unfinished files of
 * the first are, and stays.
 */
final class StagingProcess {
  private StagingProcess() {}

  /** The directory of the store. */
  public static void main(String[] arguments) throws IOException {
    try (LocalObjectStore first = LocalObjectStore.open(Path.of(arguments[0]));
        LocalObjectStore second = LocalObjectStore.open(Path.of(arguments[0]))) {
      Path unfinished = Files.writeString(first.staging().resolve("unfinished"), "half");
      Files.writeString(second.staging().resolve("unfinished"), "half");
      System.out.println(unfinished);
      if (System.in.read() < 0) {
        throw new IllegalStateException("the parent is gone");
      }
    }
  }
}
