package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_DATA;

import dev.lakehouse.base.error.LakehouseException;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of a file as UTF-8, whatever they were: a file in another encoding is written again in
 * the work directory.
 *
 * @param path what is read: the file itself, or its copy in UTF-8
 * @param compression of what is read
 * @param encoding of the file itself
 * @param original the compression of the file itself
 * @param byteOrderMark true if the file itself starts with one
 * @param reason why this encoding, for people
 */
record CsvSource(
    Path path,
    CsvCompression compression,
    CsvEncoding encoding,
    CsvCompression original,
    boolean byteOrderMark,
    String reason) {
  private static final int SAMPLE_BYTES = 1 << 18;
  private static final int COPY_CHARS = 1 << 15;

  /** Looks at samples of the file, or at all of it if they leave the question open. */
  static CsvSource open(
      Path file, String displayName, Optional<CsvEncoding> declared, WorkFiles work)
      throws IOException {
    CsvCompression compression = CsvCompression.of(file);
    byte[] head;
    try (InputStream in = compression.open(file)) {
      head = in.readNBytes(SAMPLE_BYTES);
    }
    Optional<CsvEncoding> mark = byteOrderMark(head);
    if (declared.isPresent()) {
      boolean marked = mark.equals(declared);
      return decode(file, displayName, compression, declared.get(), marked, "declared", work);
    }
    if (mark.isPresent()) {
      return decode(file, displayName, compression, mark.get(), true, "byte order mark", work);
    }
    EncodingEvidence evidence = new EncodingEvidence();
    evidence.addPiece(head, head.length);
    if (compression == CsvCompression.NONE && Files.size(file) > SAMPLE_BYTES) {
      addPieces(file, evidence);
    }
    if (evidence.encoding() != CsvEncoding.UTF_8) {
      return detectWhole(file, displayName, work);
    }
    return decode(
        file, displayName, compression, CsvEncoding.UTF_8, false, evidence.reason(), work);
  }

  /** Looks at every byte of the file. */
  static CsvSource detectWhole(Path file, String displayName, WorkFiles work) throws IOException {
    CsvCompression compression = CsvCompression.of(file);
    EncodingEvidence evidence = new EncodingEvidence();
    try (InputStream in = compression.open(file)) {
      evidence.addAll(in);
    }
    return decode(
        file, displayName, compression, evidence.encoding(), false, evidence.reason(), work);
  }

  /** The bytes in UTF-8. */
  InputStream stream() throws IOException {
    return compression.open(path);
  }

  /** The bytes in UTF-8 from an offset; only for what is not compressed. */
  InputStream stream(long offset) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(path);
    channel.position(offset);
    return Channels.newInputStream(channel);
  }

  private static void addPieces(Path file, EncodingEvidence evidence) throws IOException {
    long size = Files.size(file);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      for (long offset : new long[] {size / 2, size - SAMPLE_BYTES}) {
        channel.position(offset);
        // Not closed: that would close the channel.
        byte[] piece = Channels.newInputStream(channel).readNBytes(SAMPLE_BYTES);
        evidence.addPiece(piece, piece.length);
      }
    }
  }

  private static Optional<CsvEncoding> byteOrderMark(byte[] head) {
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      return Optional.of(CsvEncoding.UTF_8);
    }
    if (startsWith(head, 0xff, 0xfe)) {
      return Optional.of(CsvEncoding.UTF_16LE);
    }
    return startsWith(head, 0xfe, 0xff) ? Optional.of(CsvEncoding.UTF_16BE) : Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static CsvSource decode(
      Path file,
      String displayName,
      CsvCompression compression,
      CsvEncoding encoding,
      boolean mark,
      String reason,
      WorkFiles work)
      throws IOException {
    if (encoding == CsvEncoding.UTF_8) {
      return new CsvSource(file, compression, encoding, compression, mark, reason);
    }
    Path copy = work.create("utf8");
    long line = 1;
    try (InputStream in = compression.open(file);
        Reader reader =
            new InputStreamReader(
                skipMark(in, mark),
                encoding
                    .charset()
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        BufferedWriter writer = Files.newBufferedWriter(copy)) {
      char[] chars = new char[COPY_CHARS];
      for (int read = reader.read(chars); read >= 0; read = reader.read(chars)) {
        writer.write(chars, 0, read);
        for (int i = 0; i < read; i++) {
          line += chars[i] == '\n' ? 1 : 0;
        }
      }
    } catch (CharacterCodingException e) {
      work.delete(copy);
      throw LakehouseException.of(
              INVALID_DATA,
              displayName + ": not " + encoding + " in or shortly after line " + line,
              "Declare the file's real encoding.")
          .causedBy(e);
    }
    return new CsvSource(copy, CsvCompression.NONE, encoding, compression, mark, reason);
  }

  private static InputStream skipMark(InputStream in, boolean mark) throws IOException {
    if (!mark) {
      return in;
    }
    byte[] first = in.readNBytes(2);
    return first.length == 2 ? in : new SequenceInputStream(new ByteArrayInputStream(first), in);
  }
}
