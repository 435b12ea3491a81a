package dev.lakehouse.table.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files, before the next of which is read something else happens. */
final class InterruptedFiles implements FileIO {
  private final FileIO files;
  private final AtomicReference<Optional<Runnable>> next = new AtomicReference<>(Optional.empty());

  InterruptedFiles(FileIO files) {
    this.files = files;
  }

  /** Has something happen, once, before the next file is read. */
  void beforeTheNext(Runnable event) {
    next.set(Optional.of(event));
  }

  @Override
  public InputFile newInputFile(String location) {
    next.getAndSet(Optional.empty()).ifPresent(Runnable::run);
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(location);
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  @Override
  public void close() {
    files.close();
  }
}
