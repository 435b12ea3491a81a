package dev.lakehouse.table.maintain;

import dev.lakehouse.table.store.ObjectPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of locations, of which it keeps 64 bits of a hash (SHA-256): a table can have more files
 * than their names would fit into memory. Two locations with the same bits are one to it, which
 * happens once in some ten billion sets of a million, and then makes a file stay that could go. Not
 * thread-safe.
 */
final class LocationSet {
  private static final int FIRST_CAPACITY = 1024;

  // Open addressing with linear probing; 0 stands for an empty place. At least half are empty.
  private long[] places = new long[FIRST_CAPACITY];
  private int size;
  private final MessageDigest digest;

  LocationSet() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** False if it is there already. */
  boolean add(ObjectPath location) {
    if (2 * (size + 1) > places.length) {
      grow();
    }
    if (!put(places, hash(location))) {
      return false;
    }
    size++;
    return true;
  }

  boolean contains(ObjectPath location) {
    long hash = hash(location);
    int at = index(places, hash);
    return places[at] == hash;
  }

  private void grow() {
    long[] larger = new long[2 * places.length];
    for (long hash : places) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    places = larger;
  }

  private static boolean put(long[] places, long hash) {
    int at = index(places, hash);
    if (places[at] == hash) {
      return false;
    }
    places[at] = hash;
    return true;
  }

  /** Where a hash is, or where it goes. */
  private static int index(long[] places, long hash) {
    int mask = places.length - 1;
    int at = (int) hash & mask;
    while (places[at] != 0 && places[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private long hash(ObjectPath location) {
    byte[] bytes = digest.digest(location.toString().getBytes(StandardCharsets.UTF_8));
    long hash = ByteBuffer.wrap(bytes).getLong();
    return hash == 0 ? 1 : hash;
  }
}
