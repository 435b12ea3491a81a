package dev.lakehouse.serve.s3;

import dev.lakehouse.ingest.auto.FolderIngestContract;
import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Files are dropped through S3, by a client that is not the platform's own. */
abstract class S3FolderIngest extends FolderIngestContract {
  private static final String BUCKET = "csv-uploads";

  private S3Endpoint endpoint;
  private S3Client user;

  /** The platform's store, over the objects of the endpoint. */
  abstract ObjectStore openStore(Path objects, S3Settings endpoint, Path local);

  @Override
  protected ObjectStore openStore(Path directory) {
    Path objects = directory.resolve("objects");
    endpoint = S3Endpoint.start(objects, "127.0.0.1", 0, "key", "secret");
    user =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .endpointOverride(endpoint.uri())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    S3Settings settings =
        new S3Settings(Optional.of(endpoint.uri()), "us-east-1", "key", "secret", true);
    return openStore(objects, settings, directory.resolve("local"));
  }

  @AfterAll
  void stop() {
    user.close();
    endpoint.close();
  }

  @Override
  protected FolderLocation location(String folder) {
    return new FolderLocation.InStore(new ObjectPath(BUCKET, folder + "/"));
  }

  @Override
  protected void drop(String folder, String key, byte[] content) {
    user.putObject(
        request -> request.bucket(BUCKET).key(folder + "/" + key), RequestBody.fromBytes(content));
  }

  @Override
  protected void take(String folder, String key) {
    user.deleteObject(request -> request.bucket(BUCKET).key(folder + "/" + key));
  }
}
