package dev.lakehouse.ingest.csv;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** How the bytes of a file are compressed, told by its first bytes and never by its name. */
public enum CsvCompression {
  NONE("none"),
  GZIP("gzip"),
  ZSTD("zstd");

  private static final int BUFFER_BYTES = 1 << 16;

  private final String label;

  CsvCompression(String label) {
    this.label = label;
  }

  /** Reads the magic number (RFC 1952, RFC 8878). */
  static CsvCompression of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length >= 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b) {
        return GZIP;
      }
      boolean zstd =
          magic.length == 4
              && magic[0] == (byte) 0x28
              && magic[1] == (byte) 0xb5
              && magic[2] == (byte) 0x2f
              && magic[3] == (byte) 0xfd;
      return zstd ? ZSTD : NONE;
    }
  }

  InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return switch (this) {
        case NONE -> in;
        case GZIP -> new GZIPInputStream(new BufferedInputStream(in, BUFFER_BYTES), BUFFER_BYTES);
        case ZSTD ->
            new ZstdInputStreamNoFinalizer(new BufferedInputStream(in, BUFFER_BYTES))
                .setContinuous(false);
      };
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
