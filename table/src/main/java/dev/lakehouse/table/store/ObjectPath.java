package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;

/**
 * The name of an object or of a prefix: {@code s3://bucket/key}.
 *
 * @param bucket the bucket, never empty
 * @param key the key without a leading slash; empty for the whole bucket
 */
public record ObjectPath(String bucket, String key) {
  private static final String SCHEME = "s3://";

  public ObjectPath {
    requireNonNull(bucket, "bucket is null");
    requireNonNull(key, "key is null");
    if (bucket.isEmpty() || bucket.contains("/") || bucket.equals(".") || bucket.equals("..")) {
      throw invalid(SCHEME + bucket + "/" + key, "the bucket's name is not usable");
    }
    if (key.startsWith("/")) {
      throw invalid(SCHEME + bucket + "/" + key, "a key does not begin with a slash");
    }
    for (String part : key.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        throw invalid(SCHEME + bucket + "/" + key, "a key has no '.' or '..' parts");
      }
    }
  }

  /**
   * Reads {@code s3://bucket/key}; Hadoop's {@code s3a://} and {@code s3n://} mean the same.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is anything else
   */
  public static ObjectPath parse(String location) {
    int schemeEnd = location.indexOf("://");
    if (schemeEnd < 0 || !location.substring(0, schemeEnd).matches("s3[an]?")) {
      throw invalid(location, "it does not begin with s3://");
    }
    String rest = location.substring(schemeEnd + 3);
    int slash = rest.indexOf('/');
    return slash < 0
        ? new ObjectPath(rest, "")
        : new ObjectPath(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The object or prefix below this one. */
  public ObjectPath resolve(String child) {
    return new ObjectPath(
        bucket, key.isEmpty() || key.endsWith("/") ? key + child : key + "/" + child);
  }

  /** The last part of the key. */
  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }

  private static LakehouseException invalid(String location, String why) {
    return LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        "'%s' is not the location of an object: %s".formatted(location, why),
        "write it as s3://bucket/key");
  }
}
