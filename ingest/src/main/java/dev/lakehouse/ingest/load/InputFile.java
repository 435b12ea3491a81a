package dev.lakehouse.ingest.load;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A file to ingest.
 *
 * @param key what identifies the file: its rows carry it, and are replaced when it comes again
 * @param etag its content tag
 * @param path where its content can be read on this machine
 */
public record InputFile(String key, String etag, Path path) {
  public InputFile {
    requireNonNull(key, "key is null");
    requireNonNull(etag, "etag is null");
    requireNonNull(path, "path is null");
  }
}
