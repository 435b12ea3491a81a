package dev.lakehouse.ingest.contract;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an upsert did.
 *
 * @param taken how many rows of the file were new by the watermark
 * @param inserted how many of them had a key that the table did not have
 * @param updated how many replaced a row
 * @param superseded how many were left out because the file has the same key once more
 * @param quarantined how many rows did not fit and were set aside
 * @param watermark the mark after it; empty if the source has none, or no row was ever taken
 * @param snapshotId the commit; empty if there was nothing to do
 */
public record UpsertResult(
    long taken,
    long inserted,
    long updated,
    long superseded,
    long quarantined,
    Optional<String> watermark,
    OptionalLong snapshotId) {
  public UpsertResult {
    requireNonNull(watermark, "watermark is null");
    requireNonNull(snapshotId, "snapshotId is null");
  }
}
