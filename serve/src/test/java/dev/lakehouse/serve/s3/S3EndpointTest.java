package dev.lakehouse.serve.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3EndpointTest {
  private static final String BUCKET = "csv-uploads";
  private static final int PART_BYTES = 5 << 20;

  @TempDir Path directory;
  private Path root;
  private S3Endpoint endpoint;
  private S3Client s3;

  @BeforeEach
  void start() {
    root = directory.resolve("store");
    endpoint = S3Endpoint.start(root, "127.0.0.1", 0, "key", "secret");
    s3 = client(endpoint.uri(), "key", "secret");
  }

  @AfterEach
  void stop() {
    s3.close();
    endpoint.close();
  }

  @Test
  void hasItsBucketsFromTheStart() {
    assertThat(s3.listBuckets().buckets())
        .extracting(Bucket::name)
        .containsExactlyInAnyOrder("lakehouse", "lakehouse-warehouse", "csv-uploads");
  }

  @Test
  void whatIsPutIsReadAgainAndIsAPlainFile() throws Exception {
    put("employees/data.csv", "id\n1\n");

    assertThat(get("employees/data.csv")).isEqualTo("id\n1\n");
    assertThat(root.resolve("csv-uploads/employees/data.csv")).hasContent("id\n1\n");
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("employees/data.csv")).contentLength())
        .isEqualTo(5);
  }

  @Test
  void aPlainFileIsAnObject() throws Exception {
    Path file = root.resolve("csv-uploads/by hand/Käse.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "gouda");

    assertThat(get("by hand/Käse.csv")).isEqualTo("gouda");
    assertThat(keys()).containsExactly("by hand/Käse.csv");
  }

  @Test
  void replacesAndDeletes() throws Exception {
    put("a.csv", "old");
    put("a.csv", "new");
    assertThat(get("a.csv")).isEqualTo("new");

    s3.deleteObject(r -> r.bucket(BUCKET).key("a.csv"));
    assertThatThrownBy(() -> get("a.csv")).isInstanceOf(NoSuchKeyException.class);
    assertThat(root.resolve("csv-uploads/a.csv")).doesNotExist();
  }

  @Test
  void listsInPagesAndByFolder() {
    for (int i = 0; i < 25; i++) {
      put("t%02d/data.csv".formatted(i % 5) + i, "x");
    }
    List<String> paged =
        s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).maxKeys(7)).contents().stream()
            .map(S3Object::key)
            .toList();
    assertThat(paged).hasSize(25).isSorted().doesNotHaveDuplicates();
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).delimiter("/")).commonPrefixes()).hasSize(5);
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("t03/")).contents()).hasSize(5);
  }

  @Test
  void readsRangesAndCopies() throws Exception {
    put("a.txt", "0123456789");
    assertThat(
            s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a.txt").range("bytes=2-4"))
                .asUtf8String())
        .isEqualTo("234");

    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("a.txt")
            .destinationBucket("lakehouse")
            .destinationKey("sub/b.txt"));
    assertThat(root.resolve("lakehouse/sub/b.txt")).hasContent("0123456789");
  }

  @Test
  void assemblesUploadsInParts() throws Exception {
    byte[] content = new byte[PART_BYTES + 1234];
    new Random(1).nextBytes(content);
    String upload =
        s3.createMultipartUpload(r -> r.bucket(BUCKET).key("big/file.bin").contentType("x/y"))
            .uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      parts.add(uploadPart("big/file.bin", upload, number, content));
    }
    assertThat(keys()).as("an upload in parts is no object").isEmpty();
    assertThat(files(root.resolve(BUCKET))).isEmpty();
    assertThat(s3.listParts(r -> r.bucket(BUCKET).key("big/file.bin").uploadId(upload)).parts())
        .hasSize(2);
    assertThat(s3.listMultipartUploads(r -> r.bucket(BUCKET)).uploads())
        .extracting(u -> u.key())
        .containsExactly("big/file.bin");

    s3.completeMultipartUpload(r ->
        r.bucket(BUCKET).key("big/file.bin").uploadId(upload).multipartUpload(m -> m.parts(parts)));

    assertThat(root.resolve("csv-uploads/big/file.bin")).hasBinaryContent(content);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("big/file.bin")).contentType())
        .isEqualTo("x/y");
    assertThat(s3.listMultipartUploads(r -> r.bucket(BUCKET)).uploads()).isEmpty();
    assertThat(files(root.resolve(".~csv-uploads"))).isEmpty();
  }

  @Test
  void tellsOfWhatIsWrittenOnceItIsThere() {
    List<String> told = new CopyOnWriteArrayList<>();
    endpoint.onWritten(object -> told.add(object + " " + Files.exists(file(object))));

    put("a/1.csv", "x");
    put("a/1.csv", "y");
    putIfAbsent("a/1.csv", "z");
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("a/1.csv")
            .destinationBucket("lakehouse")
            .destinationKey("b"));
    String upload = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("parts")).uploadId();
    CompletedPart part = uploadPart("parts", upload, 2, new byte[PART_BYTES + 1]);
    s3.completeMultipartUpload(
        r -> r.bucket(BUCKET).key("parts").uploadId(upload).multipartUpload(m -> m.parts(part)));
    s3.deleteObject(r -> r.bucket(BUCKET).key("parts"));

    assertThat(told)
        .containsExactly(
            "s3://csv-uploads/a/1.csv true",
            "s3://csv-uploads/a/1.csv true",
            "s3://lakehouse/b true",
            "s3://csv-uploads/parts true");
  }

  private Path file(ObjectPath object) {
    return root.resolve(object.bucket()).resolve(object.key());
  }

  @Test
  void anAbortedUploadLeavesNothing() throws Exception {
    String upload = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("a")).uploadId();
    uploadPart("a", upload, 2, new byte[PART_BYTES + 10]);
    s3.abortMultipartUpload(r -> r.bucket(BUCKET).key("a").uploadId(upload));

    assertThat(keys()).isEmpty();
    assertThat(files(root.resolve(".~csv-uploads"))).isEmpty();
  }

  @Test
  void aHalfSentObjectIsNeitherListedNorOnTheDisk() throws Exception {
    CountDownLatch halfSent = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    byte[] content = new byte[4 << 20];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> put =
          threads.submit(() ->
              s3.putObject(
                  r -> r.bucket(BUCKET).key("t/slow.csv"),
                  RequestBody.fromContentProvider(
                      pausing(content, halfSent, goOn), content.length, "text/csv")));
      halfSent.await();
      assertThat(keys()).isEmpty();
      assertThat(files(root.resolve(BUCKET))).isEmpty();
      goOn.countDown();
      put.get();
    }
    assertThat(keys()).containsExactly("t/slow.csv");
  }

  @Test
  void anUploadWhoseClientDiesIsNoObject() throws Exception {
    byte[] content = new byte[1 << 20];
    try (S3Client dying = client(endpoint.uri(), "key", "secret")) {
      assertThatThrownBy(() ->
              dying.putObject(
                  r -> r.bucket(BUCKET).key("t/dead.csv"),
                  RequestBody.fromContentProvider(
                      () -> new DyingStream(content), content.length, "text/csv")))
          .hasMessageContaining("the client died");
    }
    endpoint.close();
    assertThat(files(root.resolve(BUCKET))).isEmpty();
    assertThat(files(root.resolve(".~uploads"))).isEmpty();
    start();
  }

  @Test
  void refusesAWrongKeyAndNoKey() throws Exception {
    put("a.csv", "secret");
    try (S3Client wrongSecret = client(endpoint.uri(), "key", "guess");
        S3Client wrongKey = client(endpoint.uri(), "guess", "secret")) {
      assertThatThrownBy(() -> wrongSecret.listObjectsV2(r -> r.bucket(BUCKET)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      assertThatThrownBy(() -> wrongKey.listBuckets())
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
    URI anonymous = endpoint.uri().resolve("/csv-uploads/a.csv");
    assertThatThrownBy(() -> anonymous.toURL().openStream().close()).hasMessageContaining("403");
  }

  @Test
  void staysInsideTheStore() {
    assertThatThrownBy(() -> put("../../outside.txt", "x")).isInstanceOf(S3Exception.class);
    assertThatThrownBy(() ->
            s3.copyObject(r ->
                r.sourceBucket(".~uploads")
                    .sourceKey("x")
                    .destinationBucket(BUCKET)
                    .destinationKey("y")))
        .isInstanceOf(S3Exception.class);
    assertThat(directory.resolve("outside.txt")).doesNotExist();
  }

  @Test
  void aKeyBeneathAnObjectIsRefusedInWords() {
    put("a", "x");
    assertThatThrownBy(() -> put("a/b", "y"))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400))
        .hasMessageContaining("beneath the object 'a'");
    put("c/d", "x");
    assertThatThrownBy(() -> put("c", "y")).hasMessageContaining("folder of other objects");
  }

  @Test
  void aKeyOfTheStoresOwnIsRefusedInWords() {
    assertThatThrownBy(() -> put("a/.~b.csv", "x"))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400))
        .hasMessageContaining("a/.~b.csv");
    assertThat(keys()).isEmpty();
  }

  @Test
  void putsIfNobodyWasFaster() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> puts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String content = "writer " + i;
        puts.add(threads.submit(() -> putIfAbsent("claim", content)));
      }
      int won = 0;
      for (Future<Boolean> put : puts) {
        won += put.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
  }

  @Test
  void concurrentPutsLeaveOneWholeObjectEach() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String letter = String.valueOf((char) ('a' + i % 8));
        String key = "t/" + i % 16;
        puts.add(threads.submit(() -> put(key, letter.repeat(100_000))));
      }
      for (Future<?> put : puts) {
        put.get();
      }
    }
    assertThat(keys()).hasSize(16);
    for (String key : keys()) {
      assertThat(get(key)).hasSize(100_000).matches("(.)\\1*");
    }
  }

  @Test
  void theStoreSeesWhatClientsPutAndNothingElse() {
    String upload = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("open")).uploadId();
    uploadPart("open", upload, 1, new byte[PART_BYTES]);
    put("t/a.csv", "x");
    try (LocalObjectStore store = LocalObjectStore.open(root)) {
      assertThat(store.list(new ObjectPath(BUCKET, "")))
          .extracting(ObjectInfo::path)
          .containsExactly(new ObjectPath(BUCKET, "t/a.csv"));
      assertThat(s3.headObject(r -> r.bucket(BUCKET).key("t/a.csv")).eTag())
          .contains(store.etag(new ObjectPath(BUCKET, "t/a.csv")));
    }
  }

  @Test
  void removesWhatAKilledEndpointLeftBehind() throws Exception {
    endpoint.close();
    Path old = Files.writeString(root.resolve(".~uploads/old"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100_000)));
    Path recent = Files.writeString(root.resolve(".~uploads/recent"), "half");

    start();

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
  }

  @Test
  void aTakenPortAndAMissingKeyAreClearErrors() {
    assertThatThrownBy(() -> S3Endpoint.start(root, "127.0.0.1", endpoint.port(), "key", "secret"))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + endpoint.port());
    assertThatThrownBy(() -> S3Endpoint.start(root, "127.0.0.1", 0, "key", " "))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  private CompletedPart uploadPart(String key, String upload, int number, byte[] content) {
    byte[] part =
        Arrays.copyOfRange(
            content, (number - 1) * PART_BYTES, Math.min(content.length, number * PART_BYTES));
    String etag =
        s3.uploadPart(
                r -> r.bucket(BUCKET).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(part))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private boolean putIfAbsent(String key, String content) {
    try {
      s3.putObject(
          r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString(content));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(412);
      return false;
    }
  }

  private void put(String key, String content) {
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(content, UTF_8));
  }

  private String get(String key) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String();
  }

  private List<String> keys() {
    return s3.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream().map(S3Object::key).toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static S3Client client(URI endpoint, String accessKey, String secretKey) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .build();
  }

  private static ContentStreamProvider pausing(
      byte[] content, CountDownLatch halfSent, CountDownLatch goOn) {
    return () ->
        new ByteArrayInputStream(content) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            if (pos > content.length / 2 && halfSent.getCount() > 0) {
              halfSent.countDown();
              await(goOn);
            }
            return super.read(buffer, offset, length);
          }
        };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class DyingStream extends ByteArrayInputStream {
    private DyingStream(byte[] content) {
      super(content);
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      if (pos > count / 2) {
        throw new IllegalStateException("the client died");
      }
      return super.read(buffer, offset, length);
    }
  }
}
