package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * A decimal that is known to have no more than 18 digits, whatever its type allows: DuckDB computes
 * with it several times as fast.
 *
 * @param sql its text, of a type of DuckDB's with at most 18 digits and the scale
 * @param scale digits after the point
 * @param least a bound of its unscaled number
 * @param most a bound of its unscaled number
 */
record ShortDecimal(String sql, int scale, BigInteger least, BigInteger most) {
  ShortDecimal {
    requireNonNull(sql, "sql is null");
    requireNonNull(least, "least is null");
    requireNonNull(most, "most is null");
  }

  ShortDecimal withSql(String newSql) {
    return new ShortDecimal(newSql, scale, least, most);
  }

  /** True if its numbers have no more than so many digits. */
  boolean fits(int digits) {
    BigInteger limit = BigInteger.TEN.pow(digits);
    return least.negate().compareTo(limit) < 0 && most.compareTo(limit) < 0;
  }
}
