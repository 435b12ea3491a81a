package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A remote S3. Objects are read through a local cache of whole files, because they never change.
 */
public final class S3ObjectStore implements ObjectStore {
  private static final int CONCURRENT_FETCHES = 8;

  private final S3Client client;
  private final StagingDirectory staging;
  private final FileCache cache;
  private final MultipartUpload multipart;
  private final BulkDeletion deletion;
  private final ExecutorService fetchers;

  private S3ObjectStore(S3Client client, StagingDirectory staging, FileCache cache) {
    this.client = client;
    this.staging = staging;
    this.cache = cache;
    this.multipart = new MultipartUpload(client);
    this.fetchers =
        Executors.newFixedThreadPool(
            CONCURRENT_FETCHES, Thread.ofVirtual().name("s3-fetch-", 0).factory());
    this.deletion = new BulkDeletion(client, fetchers);
  }

  /**
   * Opens the store; nothing is asked of the server yet.
   *
   * @param local a local directory for the cache and for unfinished files
   * @param cacheBytes how much of the remote store is kept locally
   */
  public static S3ObjectStore open(S3Settings settings, Path local, long cacheBytes) {
    requireNonNull(settings, "settings is null");
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
    settings.endpoint().ifPresent(builder::endpointOverride);
    StagingDirectory staging = StagingDirectory.open(local.resolve("staging"));
    return new S3ObjectStore(
        builder.build(),
        staging,
        new FileCache(local.resolve("objects"), staging.path(), cacheBytes));
  }

  @Override
  public void createBucket(String bucket) {
    call(
        "make the bucket " + bucket,
        () -> {
          try {
            client.createBucket(request -> request.bucket(bucket));
          } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            // It is there, which is all that was asked for.
            return bucket;
          }
          return bucket;
        });
  }

  @Override
  public void forEach(ObjectPath prefix, Consumer<ObjectInfo> action) {
    call(
        "list " + prefix,
        () -> {
          client
              .listObjectsV2Paginator(
                  request -> request.bucket(prefix.bucket()).prefix(prefix.key()))
              .contents()
              .stream()
              .filter(object -> !object.key().endsWith("/"))
              .map(object ->
                  new ObjectInfo(
                      new ObjectPath(prefix.bucket(), object.key()),
                      object.size(),
                      object.lastModified(),
                      tag(object.eTag())))
              .forEach(action);
          return prefix;
        });
  }

  @Override
  public Optional<ObjectInfo> find(ObjectPath path) {
    return call(
        "look at " + path,
        () -> {
          try {
            var head = client.headObject(r -> r.bucket(path.bucket()).key(path.key()));
            return Optional.of(
                new ObjectInfo(path, head.contentLength(), head.lastModified(), tag(head.eTag())));
          } catch (NoSuchKeyException | NoSuchBucketException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public String etag(ObjectPath path) {
    return find(path).orElseThrow(() -> notFound(path)).etag().orElseGet(() -> tagOf(path));
  }

  private String tagOf(ObjectPath path) {
    try (LocalFiles files = open(List.of(path))) {
      return ContentTag.of(files.path(path));
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "cannot read %s: %s".formatted(path, StoreErrors.describe(e)))
          .causedBy(e);
    }
  }

  @Override
  public void put(Path source, ObjectPath target) {
    upload(source, target);
  }

  @Override
  public void publish(Path staged, ObjectPath target) {
    String etag = upload(staged, target);
    // What was just written is what is read next.
    cache.adopt(FileCache.key(target, etag), staged);
  }

  @Override
  public void delete(ObjectPath path) {
    call(
        "delete " + path,
        () -> client.deleteObject(request -> request.bucket(path.bucket()).key(path.key())));
  }

  @Override
  public Map<ObjectPath, LakehouseException> deleteAll(Collection<ObjectPath> paths) {
    return deletion.delete(paths);
  }

  @Override
  public LocalFiles open(Collection<ObjectPath> paths) {
    Map<ObjectPath, Future<Pinned>> pending = new HashMap<>();
    for (ObjectPath path : paths) {
      pending.computeIfAbsent(path, p -> fetchers.submit(() -> pin(p)));
    }
    Map<ObjectPath, Pinned> pinned = new HashMap<>();
    List<LakehouseException> failures = new ArrayList<>();
    pending.forEach((path, future) -> {
      try {
        pinned.put(path, future.get());
      } catch (ExecutionException e) {
        failures.add(
            e.getCause() instanceof LakehouseException known
                ? known
                : LakehouseException.of(ErrorCode.INTERNAL, "cannot fetch " + path)
                    .causedBy(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(
            LakehouseException.of(ErrorCode.UNAVAILABLE, "stopped while fetching " + path)
                .causedBy(e));
      }
    });
    PinnedFiles files = new PinnedFiles(pinned);
    if (!failures.isEmpty()) {
      files.close();
      throw failures.getFirst();
    }
    return files;
  }

  @Override
  public Path staging() {
    return staging.path();
  }

  @Override
  public void close() {
    fetchers.shutdownNow();
    client.close();
    staging.close();
  }

  private record Pinned(String key, Path file) {}

  private final class PinnedFiles implements LocalFiles {
    private final Map<ObjectPath, Pinned> files;

    private PinnedFiles(Map<ObjectPath, Pinned> files) {
      this.files = files;
    }

    @Override
    public Path path(ObjectPath object) {
      return files.get(object).file();
    }

    @Override
    public void close() {
      files.values().forEach(file -> cache.unpin(file.key()));
    }
  }

  private Pinned pin(ObjectPath path) {
    ObjectInfo object = find(path).orElseThrow(() -> notFound(path));
    String version =
        object.etag().orElseGet(() -> "%d@%s".formatted(object.size(), object.modified()));
    String key = FileCache.key(path, version);
    return new Pinned(key, cache.pin(key, file -> download(path, file)));
  }

  private void download(ObjectPath path, Path file) {
    call(
        "read " + path,
        () ->
            client.getObject(
                request -> request.bucket(path.bucket()).key(path.key()),
                ResponseTransformer.toFile(file)));
  }

  /** Returns the object's content tag. */
  private String upload(Path source, ObjectPath target) {
    return call(
        "write " + target,
        () -> {
          if (size(source) > MultipartUpload.PART_BYTES) {
            return unquoted(multipart.upload(source, target));
          }
          return unquoted(
              client
                  .putObject(
                      request -> request.bucket(target.bucket()).key(target.key()),
                      RequestBody.fromFile(source))
                  .eTag());
        });
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "cannot read %s: %s".formatted(file, StoreErrors.describe(e)))
          .causedBy(e);
    }
  }

  /** A server over a directory has none for a file that it did not write itself. */
  private static Optional<String> tag(String etag) {
    return Optional.ofNullable(etag).map(S3ObjectStore::unquoted);
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  private static LakehouseException notFound(ObjectPath path) {
    return LakehouseException.of(ErrorCode.NOT_FOUND, "there is no object " + path);
  }

  static <T> T call(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      throw LakehouseException.of(
              ErrorCode.NOT_FOUND,
              "cannot %s: %s".formatted(what, e.awsErrorDetails().errorMessage()))
          .causedBy(e);
    } catch (S3Exception e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot %s: the S3 server answered %d %s"
                  .formatted(
                      what,
                      e.statusCode(),
                      e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage()),
              e.statusCode() == 403
                  ? "check the access key, the secret key and the bucket's permissions"
                  : "try again; if it stays, look at the S3 server's log")
          .causedBy(e);
    } catch (SdkException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot %s: the S3 server does not answer: %s".formatted(what, e.getMessage()),
              "check the endpoint and that the server runs")
          .causedBy(e);
    }
  }
}
