package dev.lakehouse.ingest.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The character encodings that a CSV file can have. */
public enum CsvEncoding {
  UTF_8("UTF-8", StandardCharsets.UTF_8),
  UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
  UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
  ISO_8859_1("ISO-8859-1", StandardCharsets.ISO_8859_1),
  WINDOWS_1252("windows-1252", Charset.forName("windows-1252"));

  private final String label;
  private final Charset charset;

  CsvEncoding(String label, Charset charset) {
    this.label = label;
    this.charset = charset;
  }

  /** The name as a user writes it, by the IANA registry. */
  public String label() {
    return label;
  }

  Charset charset() {
    return charset;
  }

  @Override
  public String toString() {
    return label;
  }
}
