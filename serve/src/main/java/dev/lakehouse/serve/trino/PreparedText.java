package dev.lakehouse.serve.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Base64;

/**
 * The text of a prepared statement as it goes through a header, where long ones would not fit:
 * Zstandard in URL-safe Base64 after the mark {@code $zstd:}, as Trino's coordinator does it.
 */
final class PreparedText {
  private static final String MARK = "$zstd:";
  private static final int LEAST_CHARACTERS = 2 * 1024;
  private static final int LEAST_GAIN = 512;

  /** Far more than fits into a header, and little enough to be unpacked for anybody. */
  private static final int MOST_BYTES = 16 << 20;

  private PreparedText() {}

  static String encode(String text) {
    if (text.length() < LEAST_CHARACTERS) {
      return text;
    }
    String packed =
        MARK + Base64.getUrlEncoder().encodeToString(Zstd.compress(text.getBytes(UTF_8)));
    return packed.length() + LEAST_GAIN > text.length() ? text : packed;
  }

  /**
   * The text itself.
   *
   * @throws IllegalArgumentException if it is not what {@link #encode} makes
   */
  static String decode(String header) {
    if (!header.startsWith(MARK)) {
      return header;
    }
    byte[] packed = Base64.getUrlDecoder().decode(header.substring(MARK.length()));
    long size = packed.length == 0 ? 0 : Zstd.getFrameContentSize(packed);
    if (size <= 0 || size > MOST_BYTES) {
      throw new IllegalArgumentException("not a prepared statement");
    }
    try {
      return new String(Zstd.decompress(packed, (int) size), UTF_8);
    } catch (ZstdException e) {
      throw new IllegalArgumentException("not a prepared statement", e);
    }
  }
}
