package dev.lakehouse.ingest.csv;

import java.nio.charset.StandardCharsets;

/** A stretch of bytes that belongs to somebody else, or an unescaped copy of it. */
final class ByteSlice {
  private byte[] bytes = new byte[0];
  private byte[] copy = new byte[0];
  private int from;
  private int to;

  void set(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
  }

  /** Takes a copy in which every escape is dropped and what follows it stands for itself. */
  void unescape(byte[] source, int sourceFrom, int sourceTo, byte escape) {
    if (copy.length < sourceTo - sourceFrom) {
      copy = new byte[sourceTo - sourceFrom];
    }
    int length = 0;
    for (int i = sourceFrom; i < sourceTo; i++) {
      if (source[i] == escape && i + 1 < sourceTo) {
        i++;
      }
      copy[length++] = source[i];
    }
    set(copy, 0, length);
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int length() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  boolean contentEquals(byte[] other) {
    return java.util.Arrays.equals(bytes, from, to, other, 0, other.length);
  }

  String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
