package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.type.DecimalType;

/** Decimals as the 128-bit integers that DuckDB divides exactly, and back. */
final class UnscaledDecimals {
  private UnscaledDecimals() {}

  /** A decimal's digits as an integer; fails if there are more than 38 after the shift. */
  static String of(String text, int scale) {
    return scale == 0
        ? "CAST(%s AS HUGEINT)".formatted(text)
        : "CAST(%s * CAST(1%s AS DECIMAL(%d,0)) AS HUGEINT)"
            .formatted(text, "0".repeat(scale), scale + 1);
  }

  /** The decimal of some digits. */
  static String decimal(String digits, DecimalType type) {
    int scale = type.getScale();
    String integer = "CAST(%s AS DECIMAL(38,0))".formatted(digits);
    return "CAST(%s AS %s)"
        .formatted(
            scale == 0
                ? integer
                : "%s * CAST(0.%s1 AS DECIMAL(%d,%d))"
                    .formatted(integer, "0".repeat(scale - 1), scale, scale),
            StorageTypes.of(type));
  }
}
