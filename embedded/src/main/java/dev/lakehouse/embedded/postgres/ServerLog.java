package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The server's log file: read for error messages, and kept from growing without end. */
record ServerLog(Path file) {
  private static final int TAIL_BYTES = 2000;

  /** Its size in bytes; 0 if there is none yet. */
  long size() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** What was written after a position. */
  String since(long position) throws IOException {
    if (size() <= position) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      byte[] bytes = new byte[Math.toIntExact(in.length() - position)];
      in.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }

  /** Its last lines, or why they cannot be read. */
  String tail() {
    try {
      String text = since(Math.max(0, size() - TAIL_BYTES)).strip();
      return text.isEmpty() ? "(empty)" : text;
    } catch (IOException e) {
      return "(cannot be read: " + e + ")";
    }
  }

  /** Moves a log larger than the limit aside, in place of the one that was moved aside before. */
  void rotateBeyond(long bytes) throws IOException {
    if (size() > bytes) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
