package dev.lakehouse.serve.s3;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running S3 server over a local store: the object {@code s3://bucket/key} is the file {@code
 * root/bucket/key}.
 *
 * <p>It knows one access key, wants AWS signatures (version 4 or 2), and answers on plain HTTP. An
 * object that is being uploaded, in one piece or in parts, is not to be seen before it is whole and
 * on the disk. Thread-safe.
 */
public final class S3Endpoint implements AutoCloseable {
  /** The buckets that are there from the start: lake, warehouse, and files to be ingested. */
  public static final List<String> BUCKETS =
      List.of("lakehouse", "lakehouse-warehouse", "csv-uploads");

  private static final Logger log = LoggerFactory.getLogger(S3Endpoint.class);

  private static final int MAX_THREADS = 64;

  private final LocalObjectStore store;
  private final S3Proxy server;
  private final String host;
  private final List<Consumer<ObjectPath>> listeners;

  private S3Endpoint(
      LocalObjectStore store, S3Proxy server, String host, List<Consumer<ObjectPath>> listeners) {
    this.store = store;
    this.server = server;
    this.host = host;
    this.listeners = listeners;
  }

  /**
   * Starts the endpoint and makes {@link #BUCKETS}.
   *
   * @param root the store's directory; made if it is not there
   * @param host the address to listen on, "127.0.0.1" for this machine alone
   * @param port the TCP port; 0 for a free one
   * @param accessKey the only access key that it knows
   * @param secretKey the secret key that belongs to it
   * @throws LakehouseException UNAVAILABLE if the port is taken or the directory cannot be written
   */
  public static S3Endpoint start(
      Path root, String host, int port, String accessKey, String secretKey) {
    requireNonNull(root, "root is null");
    requireKey(accessKey, "access key");
    requireKey(secretKey, "secret key");
    LocalObjectStore store = LocalObjectStore.open(root);
    boolean started = false;
    try {
      BUCKETS.forEach(store::createBucket);
      Path directory = root.toAbsolutePath().normalize();
      UploadArea uploads = UploadArea.in(directory);
      List<Consumer<ObjectPath>> listeners = new CopyOnWriteArrayList<>();
      S3Proxy server =
          server(
              new WholeObjectBlobStore(
                  new FilesystemNio2BlobStore(directory.toString()),
                  store,
                  uploads,
                  object -> listeners.forEach(listener -> listener.accept(object))),
              host,
              port,
              accessKey,
              secretKey);
      server.start();
      started = true;
      S3Endpoint endpoint = new S3Endpoint(store, server, host, listeners);
      log.info("S3 endpoint on {}", endpoint.uri());
      return endpoint;
    } catch (LakehouseException e) {
      throw e;
    } catch (Exception e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "the S3 endpoint cannot listen on %s:%d: %s".formatted(host, port, rootMessage(e)),
              "choose another port, or stop the program that has it")
          .causedBy(e);
    } finally {
      if (!started) {
        store.close();
      }
    }
  }

  /** Its address, as S3 clients want it: {@code http://host:port}. */
  public URI uri() {
    return URI.create("http://" + host + ":" + server.getPort());
  }

  /** The TCP port. */
  public int port() {
    return server.getPort();
  }

  /**
   * Tells of every object that a client has written, copied or put together of parts, once it is
   * there and before the client hears that.
   *
   * @param listener must be quick and not fail: the client waits for it
   */
  public void onWritten(Consumer<ObjectPath> listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
  }

  /** Lets running requests end, then stops. */
  @Override
  public void close() {
    try (store) {
      server.stop();
    } catch (Exception e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "the S3 endpoint did not stop: " + e.getMessage())
          .causedBy(e);
    }
  }

  private static S3Proxy server(
      WholeObjectBlobStore blobs, String host, int port, String accessKey, String secretKey) {
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://" + host + ":" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
            // Clients send headers that ask for nothing which this server could refuse.
            .ignoreUnknownHeaders(true)
            .jettyMaxThreads(MAX_THREADS)
            .build();
    AccessGrant grant = new AccessGrant(secretKey, blobs);
    server.setBlobStoreLocator(
        (identity, bucket, key) -> accessKey.equals(identity) ? grant : null);
    return server;
  }

  private static void requireKey(String key, String what) {
    if (key == null || key.isBlank()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the S3 endpoint has no " + what,
          "configure both the access key and the secret key");
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
