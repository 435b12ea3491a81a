package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iceberg's view of an {@link ObjectStore}: metadata and manifests are read through local files and
 * written through the staging directory, so a file that Iceberg sees is whole. Thread-safe.
 */
public final class StoreFileIO implements SupportsBulkOperations {
  private static final Logger log = LoggerFactory.getLogger(StoreFileIO.class);

  private final transient ObjectStore store;

  public StoreFileIO(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public InputFile newInputFile(String location) {
    return new StoreInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new StoreOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    store.delete(ObjectPath.parse(location));
  }

  /**
   * Deletes several files at a time. Without this Iceberg has its own threads delete the one
   * metadata file that a commit makes superfluous, and looks only every 10 ms whether they have.
   *
   * @throws BulkDeletionFailureException if some of them could not be deleted; the others are
   */
  @Override
  public void deleteFiles(Iterable<String> locations) {
    List<ObjectPath> paths =
        StreamSupport.stream(locations.spliterator(), false).map(ObjectPath::parse).toList();
    Map<ObjectPath, LakehouseException> failures = store.deleteAll(paths);
    failures.forEach((path, failure) -> {
      log.warn("cannot delete {}, which is left behind: {}", path, failure.getMessage());
      log.debug("cannot delete {}", path, failure);
    });
    if (!failures.isEmpty()) {
      throw new BulkDeletionFailureException(failures.size());
    }
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  private final class StoreInputFile implements InputFile {
    private final String location;
    private final ObjectPath path;

    private StoreInputFile(String location) {
      this.location = location;
      this.path = ObjectPath.parse(location);
    }

    @Override
    public long getLength() {
      return store
          .find(path)
          .orElseThrow(() -> new NotFoundException("File does not exist: %s", location))
          .size();
    }

    @Override
    public SeekableInputStream newStream() {
      try {
        LocalFiles files = store.open(List.of(path));
        return new LocalInputStream(files, Files.newByteChannel(files.path(path)));
      } catch (NoSuchFileException e) {
        throw new NotFoundException(e, "Failed to open input stream for file: %s", location);
      } catch (LakehouseException e) {
        if (e.code() == ErrorCode.NOT_FOUND) {
          throw new NotFoundException(e, "Failed to open input stream for file: %s", location);
        }
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public boolean exists() {
      return store.find(path).isPresent();
    }
  }

  private final class StoreOutputFile implements OutputFile {
    private final String location;
    private final ObjectPath path;

    private StoreOutputFile(String location) {
      this.location = location;
      this.path = ObjectPath.parse(location);
    }

    @Override
    public PositionOutputStream create() {
      if (store.find(path).isPresent()) {
        throw new AlreadyExistsException("File already exists: %s", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      try {
        Path staged = store.staging().resolve(UUID.randomUUID().toString());
        return new StagedOutputStream(staged, path);
      } catch (IOException e) {
        throw LakehouseException.of(
                ErrorCode.UNAVAILABLE,
                "cannot write %s: %s".formatted(location, StoreErrors.describe(e)))
            .causedBy(e);
      }
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public InputFile toInputFile() {
      return new StoreInputFile(location);
    }
  }

  private static final class LocalInputStream extends SeekableInputStream {
    private final LocalFiles files;
    private final SeekableByteChannel channel;

    private LocalInputStream(LocalFiles files, SeekableByteChannel channel) {
      this.files = files;
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long newPosition) throws IOException {
      channel.position(newPosition);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void close() throws IOException {
      try (files) {
        channel.close();
      }
    }
  }

  private final class StagedOutputStream extends PositionOutputStream {
    private final Path staged;
    private final ObjectPath target;
    private final FileChannel channel;
    private final OutputStream buffered;
    private long position;
    private boolean closed;

    private StagedOutputStream(Path staged, ObjectPath target) throws IOException {
      this.staged = staged;
      this.target = target;
      this.channel =
          FileChannel.open(staged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      this.buffered = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      buffered.write(value);
      position++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      buffered.write(buffer, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      buffered.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      buffered.close();
      store.publish(staged, target);
    }
  }
}
