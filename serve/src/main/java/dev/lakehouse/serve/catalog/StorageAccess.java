package dev.lakehouse.serve.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.store.S3Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client is told, so that it reads and writes the files of tables itself: handed out with
 * every table, to everybody who may ask the catalog.
 *
 * @param s3 the store as clients reach it, which need not be as we do
 */
public record StorageAccess(S3Settings s3) {
  public StorageAccess {
    requireNonNull(s3, "s3 is null");
  }

  /** The properties, by the names that Iceberg's Java and Python clients know. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    s3.endpoint().map(URI::toString).ifPresent(uri -> properties.put("s3.endpoint", uri));
    properties.put("s3.access-key-id", s3.accessKey());
    properties.put("s3.secret-access-key", s3.secretKey());
    properties.put("s3.path-style-access", Boolean.toString(s3.pathStyle()));
    properties.put("s3.region", s3.region());
    properties.put("client.region", s3.region());
    return properties;
  }
}
