package dev.lakehouse.serve.s3;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * s3proxy's file system store, whose own uploads grow inside the bucket under the key and a suffix,
 * visible to every listing. Here they grow in the {@link UploadArea}; a finished one is forced to
 * the disk and renamed into its bucket.
 */
final class WholeObjectBlobStore extends ForwardingBlobStore {
  // What s3proxy keeps of an upload in parts, as if it were objects of the bucket.
  private static final List<String> BOOKKEEPING = List.of(".mpus-", ".s3proxy-mpu-stub-");
  private static final int LOCKS = 64;

  private final LocalObjectStore store;
  private final UploadArea uploads;
  private final Consumer<ObjectPath> written;
  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

  /**
   * A store.
   *
   * @param written told of every object that has been written
   */
  WholeObjectBlobStore(
      BlobStore files, LocalObjectStore store, UploadArea uploads, Consumer<ObjectPath> written) {
    super(files);
    this.store = store;
    this.uploads = uploads;
    this.written = written;
  }

  @Override
  public ListBucketsResponse list() {
    ListBucketsResponse all = super.list();
    return all.toBuilder()
        .buckets(all.buckets().stream().filter(bucket -> !uploads.isHidden(bucket.name())).toList())
        .build();
  }

  @Override
  public void deleteBucket(String bucket) {
    super.deleteBucket(bucket);
    delegate().deleteContainer(uploads.containerOfParts(bucket));
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
    String bucket = request.bucket();
    String key = request.key();
    if (isBookkeeping(key)) {
      return super.putBlob(
          request.toBuilder().bucket(uploads.containerOfParts(bucket)).build(), payload);
    }
    if (key.endsWith("/")) {
      return super.putBlob(request, payload);
    }
    ObjectPath target = target(bucket, key);
    requireBucket(bucket);
    String upload = uploads.newKey();
    PutObjectResponse response =
        super.putBlob(
            request.toBuilder()
                .bucket(uploads.container())
                .key(upload)
                .ifMatch(null)
                .ifNoneMatch(null)
                .build(),
            payload);
    publish(uploads.file(uploads.container(), upload), target, request.ifNoneMatch());
    return response;
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    ObjectPath target = target(request.destinationBucket(), request.destinationKey());
    requireBucket(request.sourceBucket());
    requireBucket(request.destinationBucket());
    String upload = uploads.newKey();
    CopyObjectResponse response =
        super.copyBlob(
            request.toBuilder()
                .destinationBucket(uploads.container())
                .destinationKey(upload)
                .build());
    publish(uploads.file(uploads.container(), upload), target, null);
    return response;
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return super.blobMetadata(
        request.toBuilder().bucket(container(request.bucket(), request.key())).build());
  }

  @Override
  public boolean blobExists(String bucket, String key) {
    return super.blobExists(container(bucket, key), key);
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key) {
    return super.getBlobAccess(container(bucket, key), key);
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return super.getBlob(
        request.toBuilder().bucket(container(request.bucket(), request.key())).build());
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return super.removeBlob(
        request.toBuilder().bucket(container(request.bucket(), request.key())).build());
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    target(request.bucket(), request.key());
    requireBucket(request.bucket());
    uploads.makeContainerOfParts(request.bucket());
    MultipartUpload hidden = super.initiateMultipartUpload(inParts(request));
    return new MultipartUpload(hidden.id(), request, hidden.response());
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    super.abortMultipartUpload(inParts(upload));
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream payload) {
    return super.uploadMultipartPart(inParts(upload), request, payload);
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    return super.listMultipartUpload(inParts(upload));
  }

  @Override
  public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
      String bucket) {
    requireBucket(bucket);
    String container = uploads.containerOfParts(bucket);
    return containerExists(container) ? super.listMultipartUploads(container) : List.of();
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    ObjectPath target = target(upload.containerName(), upload.blobName());
    MultipartUpload hidden = inParts(upload);
    // Two uploads of one key are put together at the same hidden place: one after the other.
    Lock lock = lock(target);
    lock.lock();
    try {
      requireAbsent(target, request.ifNoneMatch());
      requireFilePlace(target);
      CompleteMultipartUploadResponse response =
          super.completeMultipartUpload(hidden, request.toBuilder().ifNoneMatch(null).build());
      publishFile(uploads.file(hidden.containerName(), hidden.blobName()), target);
      return response;
    } finally {
      lock.unlock();
    }
  }

  private Lock lock(ObjectPath target) {
    return locks.get(Math.floorMod(target.hashCode(), LOCKS));
  }

  private MultipartUpload inParts(MultipartUpload upload) {
    return new MultipartUpload(upload.id(), inParts(upload.request()), upload.response());
  }

  private CreateMultipartUploadRequest inParts(CreateMultipartUploadRequest request) {
    return request.toBuilder().bucket(uploads.containerOfParts(request.bucket())).build();
  }

  /** Makes a finished upload the object, or removes it if it may not become one. */
  private void publish(Path file, ObjectPath target, @Nullable String ifNoneMatch) {
    Lock lock = lock(target);
    lock.lock();
    try {
      requireAbsent(target, ifNoneMatch);
      requireFilePlace(target);
      publishFile(file, target);
    } finally {
      lock.unlock();
      deleteIfLeft(file);
    }
  }

  private void publishFile(Path file, ObjectPath target) {
    try {
      store.publish(file, target);
      written.accept(target);
    } catch (LakehouseException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT
          ? S3Exceptions.invalidArgument(e.getMessage())
          : e;
    }
  }

  private void requireAbsent(ObjectPath target, @Nullable String ifNoneMatch) {
    if (ifNoneMatch == null) {
      return;
    }
    HeadObjectResponse current = blobMetadataIfPresent(target.bucket(), target.key());
    if (current != null
        && (ifNoneMatch.equals("*") || unquoted(ifNoneMatch).equals(unquoted(current.eTag())))) {
      throw S3Exceptions.preconditionFailed(null);
    }
  }

  /** S3 has no directories, but a file system cannot hold a file and a directory of one name. */
  private void requireFilePlace(ObjectPath target) {
    Path bucket = uploads.file(target.bucket(), "");
    Path file = uploads.file(target.bucket(), target.key());
    if (Files.isDirectory(file)) {
      throw S3Exceptions.invalidRequest(
          "The key '%s' is the folder of other objects here.".formatted(target.key()));
    }
    for (Path above = file.getParent();
        above != null && above.startsWith(bucket);
        above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        throw S3Exceptions.invalidRequest(
            "The key '%s' would lie beneath the object '%s', which is a file here."
                .formatted(target.key(), bucket.relativize(above)));
      }
    }
  }

  private void requireBucket(String bucket) {
    if (uploads.isHidden(bucket) || !containerExists(bucket)) {
      throw S3Exceptions.noSuchBucket(bucket, "");
    }
  }

  private String container(String bucket, String key) {
    return isBookkeeping(key) ? uploads.containerOfParts(bucket) : bucket;
  }

  private static boolean isBookkeeping(String key) {
    return BOOKKEEPING.stream().anyMatch(key::startsWith);
  }

  private static ObjectPath target(String bucket, String key) {
    try {
      return new ObjectPath(bucket, key);
    } catch (LakehouseException e) {
      throw S3Exceptions.invalidArgument(e.getMessage());
    }
  }

  private static String unquoted(@Nullable String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }

  private static void deleteIfLeft(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
