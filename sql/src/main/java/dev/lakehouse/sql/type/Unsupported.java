package dev.lakehouse.sql.type;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;

/** What the embedded engine cannot do exactly as Trino does it, and therefore refuses by name. */
public final class Unsupported extends TrinoException {
  /** Refuses something, named so that it fits before "is not supported". */
  public Unsupported(String what) {
    super(
        StandardErrorCode.NOT_SUPPORTED,
        "%s is not supported by the embedded engine".formatted(what));
  }
}
