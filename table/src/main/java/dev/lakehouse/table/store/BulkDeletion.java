package dev.lakehouse.table.store;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects of S3 by the thousand, several requests at a time. Thread-safe. */
final class BulkDeletion {
  /** S3 takes no more in one request. */
  private static final int BATCH = 1000;

  private final S3Client client;
  private final Executor workers;

  BulkDeletion(S3Client client, Executor workers) {
    this.client = client;
    this.workers = workers;
  }

  /** Those that could not be deleted, each with the reason. */
  Map<ObjectPath, LakehouseException> delete(Collection<ObjectPath> paths) {
    Map<ObjectPath, LakehouseException> failures = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> requests = new ArrayList<>();
    paths.stream()
        .collect(Collectors.groupingBy(ObjectPath::bucket))
        .forEach((bucket, ofBucket) -> {
          for (int from = 0; from < ofBucket.size(); from += BATCH) {
            List<ObjectPath> batch =
                ofBucket.subList(from, Math.min(from + BATCH, ofBucket.size()));
            requests.add(
                CompletableFuture.runAsync(() -> deleteBatch(bucket, batch, failures), workers));
          }
        });
    requests.forEach(CompletableFuture::join);
    return failures;
  }

  private void deleteBatch(
      String bucket, List<ObjectPath> batch, Map<ObjectPath, LakehouseException> failures) {
    try {
      S3ObjectStore.call(
              "delete %d objects of the bucket %s".formatted(batch.size(), bucket),
              () ->
                  client.deleteObjects(request ->
                      request
                          .bucket(bucket)
                          .delete(delete ->
                              delete
                                  .quiet(true)
                                  .objects(batch.stream().map(BulkDeletion::identifier).toList()))))
          .errors()
          .forEach(error -> failures.put(new ObjectPath(bucket, error.key()), refusal(error)));
    } catch (LakehouseException e) {
      batch.forEach(path -> failures.put(path, e));
    }
  }

  private static ObjectIdentifier identifier(ObjectPath path) {
    return ObjectIdentifier.builder().key(path.key()).build();
  }

  private static LakehouseException refusal(S3Error error) {
    return LakehouseException.of(
        ErrorCode.UNAVAILABLE,
        "cannot delete %s: the S3 server answered %s %s"
            .formatted(error.key(), error.code(), error.message()),
        "check the keys' permissions");
  }
}
