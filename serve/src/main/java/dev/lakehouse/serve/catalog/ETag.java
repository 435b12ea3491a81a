package dev.lakehouse.serve.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The entity tag of a table (RFC 9110, section 8.8.3): it changes with the table's metadata, and
 * differs between the ways in which one version can be shown.
 *
 * @param value the tag with its quotes
 */
record ETag(String value) {
  private static final int HASH_BYTES = 16;

  /** The tag of a version of a table, shown with all snapshots or only those that refs need. */
  static ETag of(String metadataLocation, String snapshots) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((metadataLocation + "\n" + snapshots).getBytes(UTF_8));
      return new ETag("\"" + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether an {@code If-None-Match} header names this tag; "*" names all. */
  boolean matches(String ifNoneMatch) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(tag -> tag.strip().replaceFirst("^W/", ""))
        .anyMatch(tag -> tag.equals("*") || tag.equals(value));
  }
}
