package dev.lakehouse.table.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Uploads a large file in parts; a failed upload is taken back, so the server keeps no parts. */
final class MultipartUpload {
  /** S3 allows 10,000 parts: objects of up to 640 GB. */
  static final long PART_BYTES = 64L << 20;

  private final S3Client client;

  MultipartUpload(S3Client client) {
    this.client = client;
  }

  /** Returns the content tag of the object. */
  String upload(Path source, ObjectPath target) {
    String bucket = target.bucket();
    String key = target.key();
    String id = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    boolean completed = false;
    try {
      long size = Files.size(source);
      List<CompletedPart> parts = new ArrayList<>();
      for (long offset = 0; offset < size; offset += PART_BYTES) {
        int number = parts.size() + 1;
        long length = Math.min(PART_BYTES, size - offset);
        String etag =
            client
                .uploadPart(
                    r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number),
                    RequestBody.fromContentProvider(
                        section(source, offset, length), length, "application/octet-stream"))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      }
      String etag =
          client
              .completeMultipartUpload(
                  r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)))
              .eTag();
      completed = true;
      return etag;
    } catch (IOException e) {
      throw SdkClientException.create("cannot read " + source, e);
    } finally {
      if (!completed) {
        client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
      }
    }
  }

  /** The SDK opens the section again when it retries. */
  private static ContentStreamProvider section(Path source, long offset, long length) {
    return () -> {
      try {
        InputStream stream = Files.newInputStream(source);
        stream.skipNBytes(offset);
        return new BoundedInputStream(stream, length);
      } catch (IOException e) {
        throw SdkClientException.create("cannot read " + source, e);
      }
    };
  }

  private static final class BoundedInputStream extends java.io.FilterInputStream {
    private long remaining;

    private BoundedInputStream(InputStream in, long length) {
      super(in);
      this.remaining = length;
    }

    @Override
    public int read() throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int value = super.read();
      remaining -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int read = super.read(buffer, offset, (int) Math.min(length, remaining));
      remaining -= Math.max(read, 0);
      return read;
    }
  }
}
