package dev.lakehouse.sql.delegate;

import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import java.sql.SQLException;
import java.util.Comparator;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;

/**
 * The few types of DuckDB in which values travel to Java and back; all others are written in one of
 * them. Few, because each list of them is a function that DuckDB keeps for good.
 *
 * @param form how a value lies in memory
 * @param scale a decimal's digits after the point; 0 for others
 */
record Carrier(Form form, int scale) implements Comparable<Carrier> {
  static final Carrier LONG = new Carrier(Form.LONG, 0);
  static final Carrier DOUBLE = new Carrier(Form.DOUBLE, 0);
  static final Carrier TEXT = new Carrier(Form.TEXT, 0);

  /** How a value lies in memory. */
  enum Form {
    LONG('l'),
    DOUBLE('d'),
    TEXT('t'),
    SHORT_DECIMAL('s'),
    LONG_DECIMAL('w');

    private final char letter;

    Form(char letter) {
      this.letter = letter;
    }
  }

  /** The widest decimal of the same scale that lies in memory alike. */
  static Carrier of(DecimalType type) {
    return new Carrier(type.isShort() ? Form.SHORT_DECIMAL : Form.LONG_DECIMAL, type.getScale());
  }

  private int precision() {
    return form == Form.SHORT_DECIMAL ? Decimals.MAX_SHORT_PRECISION : Decimals.MAX_PRECISION;
  }

  /** DuckDB's name of the type. */
  String sql() {
    return switch (form) {
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case TEXT -> "VARCHAR";
      case SHORT_DECIMAL, LONG_DECIMAL -> "DECIMAL(%d,%d)".formatted(precision(), scale);
    };
  }

  /** Stands for it in the name of a function. */
  String code() {
    return switch (form) {
      case LONG, DOUBLE, TEXT -> Character.toString(form.letter);
      case SHORT_DECIMAL, LONG_DECIMAL -> Character.toString(form.letter) + scale;
    };
  }

  /** The type, for the caller to close. */
  DuckDBLogicalType logicalType() throws SQLException {
    return switch (form) {
      case LONG -> DuckDBLogicalType.of(DuckDBColumnType.BIGINT);
      case DOUBLE -> DuckDBLogicalType.of(DuckDBColumnType.DOUBLE);
      case TEXT -> DuckDBLogicalType.of(DuckDBColumnType.VARCHAR);
      case SHORT_DECIMAL, LONG_DECIMAL -> DuckDBLogicalType.decimal(precision(), scale);
    };
  }

  @Override
  public int compareTo(Carrier other) {
    return Comparator.comparing(Carrier::form).thenComparing(Carrier::scale).compare(this, other);
  }
}
