package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;

/**
 * Where an S3 is and who we are there.
 *
 * @param endpoint its address; empty for AWS's own
 * @param region the region, "us-east-1" where the server has none
 * @param accessKey the access key
 * @param secretKey the secret key, never logged
 * @param pathStyle true if buckets are in the path, not in the host's name, as most servers but
 *     AWS's want it
 */
public record S3Settings(
    Optional<URI> endpoint, String region, String accessKey, String secretKey, boolean pathStyle) {
  public S3Settings {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(region, "region is null");
    requireNonNull(accessKey, "accessKey is null");
    requireNonNull(secretKey, "secretKey is null");
  }

  @Override
  public String toString() {
    return "S3Settings[endpoint=%s, region=%s, accessKey=%s, pathStyle=%s]"
        .formatted(endpoint, region, accessKey, pathStyle);
  }
}
