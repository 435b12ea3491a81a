package dev.lakehouse.sql.delegate;

import static io.trino.spi.type.DateTimeEncoding.packTimeWithTimeZone;
import static io.trino.spi.type.DateTimeEncoding.unpackOffsetMinutes;
import static io.trino.spi.type.DateTimeEncoding.unpackTimeNanos;

import java.time.Duration;

/**
 * Times with time zone as they are held: the nanoseconds of the time in UTC, by which Trino
 * compares them, above the offset in minutes.
 */
public final class OffsetTimes {
  /** How far the time is above the offset. */
  public static final int OFFSET_BITS = 12;

  private static final long ZERO_OFFSET = 1L << (OFFSET_BITS - 1);
  private static final long NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long NANOS_PER_DAY = Duration.ofDays(1).toNanos();

  private OffsetTimes() {}

  /** From Trino's packed form of up to 9 digits. */
  static long toStorage(long packed) {
    long offset = unpackOffsetMinutes(packed);
    long utc = Math.floorMod(unpackTimeNanos(packed) - offset * NANOS_PER_MINUTE, NANOS_PER_DAY);
    return (utc << OFFSET_BITS) | (offset + ZERO_OFFSET);
  }

  /** To Trino's packed form. */
  static long fromStorage(long stored) {
    long offset = (stored & ((1L << OFFSET_BITS) - 1)) - ZERO_OFFSET;
    long local = Math.floorMod((stored >> OFFSET_BITS) + offset * NANOS_PER_MINUTE, NANOS_PER_DAY);
    return packTimeWithTimeZone(local, Math.toIntExact(offset));
  }
}
