package dev.lakehouse.sql.delegate;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/**
 * The memory of one of DuckDB's vectors, in the layout of DuckDB's C interface ({@code
 * duckdb_string_t}, {@code duckdb_hugeint}). The driver gives texts by a native call each and
 * decimals as objects, which costs more than most expressions do. Valid as long as the vector is.
 */
final class VectorMemory {
  private static final int TEXT_BYTES = 16;
  private static final int INLINED_TEXT_BYTES = 12;
  private static final int WIDE_BYTES = 16;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final VarHandle READABLE = buffer(DuckDBReadableVector.class, "data");
  private static final VarHandle WRITABLE = buffer(DuckDBWritableVector.class, "data");
  private static final VarHandle VALIDITY = buffer(DuckDBWritableVector.class, "validity");
  private static final MemorySegment MEMORY = allMemory();

  private final long address;

  private VectorMemory(VarHandle data, Object vector) {
    this.address = MemorySegment.ofBuffer((ByteBuffer) data.get(vector)).address();
  }

  static VectorMemory of(DuckDBReadableVector vector) {
    return new VectorMemory(READABLE, vector);
  }

  /** The memory of a result, whose rows are all NULL when the driver gives it: now none is. */
  static VectorMemory of(DuckDBWritableVector vector) {
    ByteBuffer validity = (ByteBuffer) VALIDITY.get(vector);
    for (int word = 0; word < validity.limit() / Long.BYTES; word++) {
      validity.putLong(word * Long.BYTES, -1);
    }
    return new VectorMemory(WRITABLE, vector);
  }

  private static VarHandle buffer(Class<?> vector, String name) {
    try {
      return MethodHandles.privateLookupIn(vector, MethodHandles.lookup())
          .findVarHandle(vector, name, ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DuckDB's driver is of another version", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment allMemory() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  long getLong(int row) {
    return MEMORY.get(LONG, address + (long) row * Long.BYTES);
  }

  void setLong(int row, long value) {
    MEMORY.set(LONG, address + (long) row * Long.BYTES, value);
  }

  double getDouble(int row) {
    return MEMORY.get(DOUBLE, address + (long) row * Double.BYTES);
  }

  void setDouble(int row, double value) {
    MEMORY.set(DOUBLE, address + (long) row * Double.BYTES, value);
  }

  /** The lower half of a 128-bit integer. */
  long getLow(int row) {
    return MEMORY.get(LONG, address + (long) row * WIDE_BYTES);
  }

  /** The upper half of a 128-bit integer, with its sign. */
  long getHigh(int row) {
    return MEMORY.get(LONG, address + (long) row * WIDE_BYTES + Long.BYTES);
  }

  void setWide(int row, long high, long low) {
    MEMORY.set(LONG, address + (long) row * WIDE_BYTES, low);
    MEMORY.set(LONG, address + (long) row * WIDE_BYTES + Long.BYTES, high);
  }

  /** A copy of a text, in UTF-8. */
  byte[] getText(int row) {
    byte[] text = new byte[Math.toIntExact(textLength(row))];
    MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, textAddress(row), text, 0, text.length);
    return text;
  }

  /** Reads a text where it lies, in UTF-8. */
  InputStream openText(int row) {
    return new TextStream(textAddress(row), textLength(row));
  }

  private long textLength(int row) {
    return Integer.toUnsignedLong(MEMORY.get(INT, address + (long) row * TEXT_BYTES));
  }

  private long textAddress(int row) {
    long at = address + (long) row * TEXT_BYTES;
    return textLength(row) <= INLINED_TEXT_BYTES
        ? at + Integer.BYTES
        : MEMORY.get(LONG, at + 2 * Integer.BYTES);
  }

  /** Reads a stretch of memory. */
  private static final class TextStream extends InputStream {
    private final long end;
    private long next;

    private TextStream(long address, long length) {
      this.next = address;
      this.end = address + length;
    }

    @Override
    public int read() {
      return next == end ? -1 : Byte.toUnsignedInt(MEMORY.get(ValueLayout.JAVA_BYTE, next++));
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, to.length);
      if (next == end && length > 0) {
        return -1;
      }
      int count = (int) Math.min(length, end - next);
      MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, next, to, offset, count);
      next += count;
      return count;
    }
  }
}
