package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.InputStream;

/** What the bytes of a file say about its encoding. Not safe for use by several threads. */
final class EncodingEvidence {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int LONGEST_SEQUENCE = 4;

  private long bytes;
  private long nulsAtEven;
  private long nulsAtOdd;
  private long multiByte;
  private long malformed;
  private long c1;
  private boolean undefinedIn1252;

  /** Adds a piece of the file that may start and end within a character. */
  void addPiece(byte[] piece, int length) {
    int from = 0;
    while (from < Math.min(LONGEST_SEQUENCE - 1, length) && (piece[from] & 0xc0) == 0x80) {
      from++;
    }
    addBytes(piece, from, length, true);
  }

  /** Adds a whole stream. */
  void addAll(InputStream in) throws IOException {
    byte[] buffer = new byte[CHUNK_BYTES];
    int kept = 0;
    while (true) {
      int read = in.readNBytes(buffer, kept, buffer.length - kept);
      int length = kept + read;
      boolean last = length < buffer.length;
      int stop = addBytes(buffer, 0, length, !last);
      if (last) {
        return;
      }
      kept = length - stop;
      System.arraycopy(buffer, stop, buffer, 0, kept);
    }
  }

  /**
   * The encoding for which most speaks. UTF-16 shows by its NULs. What is well-formed UTF-8 is
   * UTF-8, and so is a file that has more good sequences than bad ones: it is damaged, and its bad
   * lines will be named. Anything else is Windows-1252, or Latin-1 if it has bytes that the former
   * does not define.
   */
  CsvEncoding encoding() {
    if (bytes >= 4) {
      if (nulsAtOdd * 5 > bytes && nulsAtEven * 20 < bytes) {
        return CsvEncoding.UTF_16LE;
      }
      if (nulsAtEven * 5 > bytes && nulsAtOdd * 20 < bytes) {
        return CsvEncoding.UTF_16BE;
      }
    }
    if (malformed == 0 || multiByte >= malformed) {
      return CsvEncoding.UTF_8;
    }
    return undefinedIn1252 ? CsvEncoding.ISO_8859_1 : CsvEncoding.WINDOWS_1252;
  }

  /** Why, for people. */
  String reason() {
    return switch (encoding()) {
      case UTF_16LE, UTF_16BE -> "every second byte is NUL";
      case UTF_8 ->
          malformed > 0
              ? multiByte + " UTF-8 sequences, but " + malformed + " bytes that are not UTF-8"
              : multiByte > 0 ? "all bytes are well-formed UTF-8" : "all bytes are ASCII";
      case ISO_8859_1 -> malformed + " bytes are not UTF-8, some not defined in windows-1252";
      case WINDOWS_1252 ->
          malformed
              + " bytes are not UTF-8"
              + (c1 > 0 ? ", some from 80 to 9F" : ", none from 80 to 9F (the same in ISO-8859-1)");
    };
  }

  /** Returns where it stopped: before a sequence that the end cuts, if the end is open. */
  private int addBytes(byte[] buffer, int from, int to, boolean openEnd) {
    int at = from;
    while (at < to) {
      int value = buffer[at] & 0xff;
      if (value < 0x80) {
        if (value == 0) {
          if (((bytes + at - from) & 1) == 0) {
            nulsAtEven++;
          } else {
            nulsAtOdd++;
          }
        }
        at++;
        continue;
      }
      if (openEnd && to - at < LONGEST_SEQUENCE) {
        break;
      }
      int length = Utf8.sequenceLength(buffer, at, to);
      if (length > 0) {
        multiByte++;
        at += length;
      } else {
        malformed++;
        if (value < 0xa0) {
          c1++;
          undefinedIn1252 |=
              value == 0x81 || value == 0x8d || value == 0x8f || value == 0x90 || value == 0x9d;
        }
        at++;
      }
    }
    bytes += at - from;
    return at;
  }
}
