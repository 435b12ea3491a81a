package dev.lakehouse.table.catalog;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.StoreFileIO;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataCacheTest {
  private static final int MORE_THAN_IT_KEEPS = 100;

  @TempDir private Path directory;
  private final MetadataCache cache = new MetadataCache();
  private StoreFileIO io;

  @BeforeEach
  void open() {
    LocalObjectStore store = LocalObjectStore.open(directory.resolve("objects"));
    store.createBucket("lake");
    io = new StoreFileIO(store);
  }

  private InputFile written(String name) {
    String location = "s3://lake/" + name + ".metadata.json";
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            new Schema(optional(1, "id", Types.LongType.get())),
            PartitionSpec.unpartitioned(),
            "s3://lake/" + name,
            Map.of());
    TableMetadataParser.write(metadata, io.newOutputFile(location));
    return io.newInputFile(location);
  }

  @Test
  void readsAFileOnce() {
    InputFile file = written("a");

    TableMetadata first = cache.get(file);
    assertThat(first.location()).isEqualTo("s3://lake/a");
    assertThat(cache.get(io.newInputFile(file.location()))).isSameAs(first);
  }

  @Test
  void givesWhatWasJustWritten() {
    InputFile file = written("a");
    TableMetadata metadata = TableMetadataParser.read(file);
    cache.put(file.location(), metadata);

    assertThat(cache.get(file)).isSameAs(metadata);
  }

  @Test
  void aFileThatIsGoneIsAnError() {
    InputFile file = written("a");
    cache.get(file);
    io.deleteFile(file.location());

    assertThatThrownBy(() -> cache.get(file)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void keepsTheNewestOnly() {
    InputFile oldest = written("oldest");
    TableMetadata read = cache.get(oldest);
    InputFile used = written("used");
    TableMetadata kept = cache.get(used);
    for (int i = 0; i < MORE_THAN_IT_KEEPS; i++) {
      cache.put("s3://lake/" + i, kept);
      assertThat(cache.get(used)).isSameAs(kept);
    }

    assertThat(cache.get(oldest)).isNotSameAs(read);
  }
}
