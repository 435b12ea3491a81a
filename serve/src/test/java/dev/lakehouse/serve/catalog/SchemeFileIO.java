package dev.lakehouse.serve.catalog;

import java.io.File;
import java.net.URI;
import java.util.Map;
import org.apache.iceberg.Files;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Files of the store, and beside them local ones: the compatibility kit asks for tables and views
 * at {@code file:} locations. For those Iceberg has Hadoop's files only, which do not run on this
 * Java.
 */
public final class SchemeFileIO implements FileIO {
  private static final String LOCAL = "file:";

  private final FileIO store;

  /** The files of a client, which knows of the store what the server told it. */
  public SchemeFileIO() {
    this(new S3FileIO());
  }

  SchemeFileIO(FileIO store) {
    this.store = store;
  }

  @Override
  public void initialize(Map<String, String> properties) {
    store.initialize(properties);
  }

  @Override
  public Map<String, String> properties() {
    return store.properties();
  }

  @Override
  public InputFile newInputFile(String location) {
    return isLocal(location) ? new LocalInput(location) : store.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return isLocal(location) ? new LocalOutput(location) : store.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    if (isLocal(location)) {
      local(location).delete();
    } else {
      store.deleteFile(location);
    }
  }

  @Override
  public void close() {
    store.close();
  }

  private static boolean isLocal(String location) {
    return location.startsWith(LOCAL);
  }

  private static File local(String location) {
    return new File(URI.create(location).getPath());
  }

  private record LocalInput(String location, InputFile file) implements InputFile {
    private LocalInput(String location) {
      this(location, Files.localInput(local(location)));
    }

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      return file.newStream();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private record LocalOutput(String location, OutputFile file) implements OutputFile {
    private LocalOutput(String location) {
      this(location, Files.localOutput(local(location)));
    }

    @Override
    public PositionOutputStream create() {
      return file.create();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return file.createOrOverwrite();
    }

    @Override
    public InputFile toInputFile() {
      return new LocalInput(location);
    }
  }
}
