package dev.lakehouse.table.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFileIOTest {
  private static final String LOCATION = "s3://lake/table/metadata/v1.json";

  @TempDir private Path directory;
  private ObjectStore store;
  private StoreFileIO io;

  @BeforeEach
  void open() {
    store = LocalObjectStore.open(directory.resolve("objects"));
    store.createBucket("lake");
    io = new StoreFileIO(store);
  }

  @AfterEach
  void close() {
    io.close();
    store.close();
  }

  private void write(OutputFile file, String content) throws IOException {
    try (PositionOutputStream stream = file.createOrOverwrite()) {
      stream.write(content.getBytes(UTF_8));
    }
  }

  private String read(String location) throws IOException {
    try (SeekableInputStream stream = io.newInputFile(location).newStream()) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  @Test
  void whatIsWrittenIsThereOnceItIsClosed() throws Exception {
    OutputFile file = io.newOutputFile(LOCATION);
    PositionOutputStream stream = file.create();
    stream.write('a');
    stream.write("bcd".getBytes(UTF_8), 1, 2);
    assertThat(stream.getPos()).isEqualTo(3);
    stream.flush();
    assertThat(file.toInputFile().exists()).isFalse();

    stream.close();
    stream.close();

    assertThat(file.location()).isEqualTo(LOCATION);
    InputFile input = file.toInputFile();
    assertThat(input.location()).isEqualTo(LOCATION);
    assertThat(input.exists()).isTrue();
    assertThat(input.getLength()).isEqualTo(3);
    assertThat(read(LOCATION)).isEqualTo("acd");
  }

  @Test
  void createRefusesToOverwriteAndOverwriteDoesNot() throws Exception {
    write(io.newOutputFile(LOCATION), "one");

    assertThatThrownBy(() -> io.newOutputFile(LOCATION).create())
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(LOCATION);
    assertThat(read(LOCATION)).isEqualTo("one");
    write(io.newOutputFile(LOCATION), "two");
    assertThat(read(LOCATION)).isEqualTo("two");
  }

  @Test
  void anAbandonedStreamLeavesNoObject() throws Exception {
    PositionOutputStream abandoned = io.newOutputFile(LOCATION).create();
    abandoned.write(new byte[1 << 20]);
    abandoned.flush();

    assertThat(store.find(ObjectPath.parse(LOCATION))).isEmpty();
    assertThat(store.list(new ObjectPath("lake", ""))).isEmpty();
    store.close();
    try (Stream<Path> left = Files.walk(directory)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    // Its place is still free for the next one.
    open();
    write(io.newOutputFile(LOCATION), "whole");
    assertThat(read(LOCATION)).isEqualTo("whole");
  }

  @Test
  void readsAnywhere() throws Exception {
    byte[] content = new byte[10_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    try (PositionOutputStream stream = io.newOutputFile(LOCATION).create()) {
      stream.write(content);
    }
    try (SeekableInputStream stream = io.newInputFile(LOCATION).newStream()) {
      assertThat(stream.read()).isZero();
      stream.seek(9_000);
      assertThat(stream.getPos()).isEqualTo(9_000);
      assertThat(stream.readNBytes(1000)).isEqualTo(Arrays.copyOfRange(content, 9_000, 10_000));
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.read(new byte[10], 0, 10)).isEqualTo(-1);
      stream.seek(255);
      assertThat(stream.read()).as("bytes are not negative").isEqualTo(255);
      assertThat(stream.skip(10)).isEqualTo(10);
      assertThat(stream.getPos()).isEqualTo(266);
      byte[] middle = new byte[20];
      assertThat(stream.read(middle, 5, 10)).isEqualTo(10);
      assertThat(middle).startsWith(0, 0, 0, 0, 0, content[266]).endsWith(0, 0, 0, 0, 0);
    }
  }

  @Test
  void whatIsMissingIsIcebergsNotFound() {
    InputFile missing = io.newInputFile(LOCATION);

    assertThat(missing.exists()).isFalse();
    assertThatThrownBy(missing::getLength).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(missing::newStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(LOCATION);
  }

  @Test
  void deletes() throws Exception {
    write(io.newOutputFile(LOCATION), "one");

    io.deleteFile(LOCATION);
    io.deleteFile(LOCATION);

    assertThat(io.newInputFile(LOCATION).exists()).isFalse();
  }
}
