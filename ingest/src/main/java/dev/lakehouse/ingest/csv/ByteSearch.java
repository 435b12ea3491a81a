package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * Looks for a byte in a file, eight bytes at a time (the zero-byte test of Lamport, "Multiple byte
 * processing with full-word instructions", 1975).
 */
final class ByteSearch {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final long PART_BYTES = 1 << 24;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteSearch() {}

  /** True if the byte is anywhere in the file; several processors look at parts of it at a time. */
  static boolean contains(Path file, byte wanted) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return LongStream.range(0, Math.ceilDiv(channel.size(), PART_BYTES))
          .parallel()
          .anyMatch(part -> contains(channel, part * PART_BYTES, wanted));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean contains(FileChannel channel, long from, byte wanted) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (long position = from; position < from + PART_BYTES; ) {
        int length = channel.read(ByteBuffer.wrap(chunk), position);
        if (length < 0) {
          return false;
        }
        if (contains(chunk, length, wanted)) {
          return true;
        }
        position += length;
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
