package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks for a byte in a file, eight bytes at a time (the zero-byte test of Lamport, "Multiple byte
 * processing with full-word instructions", 1975).
 */
final class ByteSearch {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteSearch() {}

  /** True if the byte is anywhere in the file. */
  static boolean contains(Path file, byte wanted) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      while (true) {
        int length = in.readNBytes(chunk, 0, chunk.length);
        if (contains(chunk, length, wanted)) {
          return true;
        }
        if (length < chunk.length) {
          return false;
        }
      }
    }
  }

  private static boolean contains(byte[] bytes, int length, byte wanted) {
    long pattern = ONES * (wanted & 0xff);
    long found = 0;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      long word = (long) WORD.get(bytes, i) ^ pattern;
      found |= (word - ONES) & ~word;
    }
    if ((found & HIGHS) != 0) {
      return true;
    }
    for (; i < length; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
