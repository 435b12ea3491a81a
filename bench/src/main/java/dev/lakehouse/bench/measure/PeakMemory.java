package dev.lakehouse.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The largest resident memory that this process ever had, as Linux tells it (proc(5), VmHWM). */
public final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmHWM:";

  private PeakMemory() {}

  /** In bytes; empty where the operating system does not tell. */
  public static OptionalLong ofThisProcess() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OptionalLong parse(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(FIELD))
        .map(line -> line.substring(FIELD.length()).replace("kB", "").strip())
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
        .findFirst();
  }
}
