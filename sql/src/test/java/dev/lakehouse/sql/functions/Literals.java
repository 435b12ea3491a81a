package dev.lakehouse.sql.functions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of the scalar types as they are written in SQL: the usual first, then those at the
 * borders.
 */
public final class Literals {
  private static final Map<String, List<String>> OF_TYPE = new LinkedHashMap<>();

  static {
    put("boolean", "true", "false");
    put("tinyint", "TINYINT '7'", "TINYINT '-128'", "TINYINT '127'", "TINYINT '0'");
    put("smallint", "SMALLINT '300'", "SMALLINT '-32768'", "SMALLINT '32767'", "SMALLINT '0'");
    put(
        "integer",
        "INTEGER '42'",
        "INTEGER '-2147483648'",
        "INTEGER '2147483647'",
        "INTEGER '0'",
        "INTEGER '-5'",
        "INTEGER '86399'");
    put(
        "bigint",
        "BIGINT '12345'",
        "BIGINT '-9223372036854775808'",
        "BIGINT '9223372036854775807'",
        "BIGINT '0'",
        "BIGINT '-3'",
        "BIGINT '1577934245'");
    put(
        "real",
        "REAL '1.5'",
        "REAL '-0.0'",
        "REAL '3.4028235E38'",
        "REAL '1.4E-45'",
        "REAL '0.1'",
        "REAL 'NaN'",
        "REAL '-Infinity'",
        "REAL '16777217'");
    put(
        "double",
        "DOUBLE '2.5'",
        "DOUBLE '-0.0'",
        "DOUBLE '1.7976931348623157E308'",
        "DOUBLE '4.9E-324'",
        "DOUBLE '0.1'",
        "DOUBLE 'NaN'",
        "DOUBLE 'Infinity'",
        "DOUBLE '-1234567.891'",
        "DOUBLE '1E7'",
        "DOUBLE '0.001'",
        "DOUBLE '9007199254740993'");
    put(
        "decimal(10,2)",
        "DECIMAL '12345.67'",
        "DECIMAL '-99999999.99'",
        "CAST(0 AS decimal(10,2))",
        "CAST(-0.05 AS decimal(10,2))",
        "CAST(127.5 AS decimal(10,2))");
    put("decimal(3,0)", "DECIMAL '123'", "DECIMAL '-999'", "CAST(0 AS decimal(3,0))");
    put(
        "decimal(38,10)",
        "DECIMAL '1234567890123456789012345678.0123456789'",
        "DECIMAL '-9999999999999999999999999999.9999999999'",
        "CAST(1 AS decimal(38,10))");
    put(
        "decimal(38,0)",
        "DECIMAL '99999999999999999999999999999999999999'",
        "CAST(2 AS decimal(38,0))");
    put(
        "varchar",
        "CAST('abc' AS varchar)",
        "CAST('' AS varchar)",
        "CAST(' 12 ' AS varchar)",
        "CAST('-7' AS varchar)",
        "CAST('1.5' AS varchar)",
        "CAST('1e3' AS varchar)",
        "CAST('true' AS varchar)",
        "CAST('NaN' AS varchar)",
        "CAST('2020-02-29' AS varchar)",
        "CAST('2020-02-29 01:02:03.456789' AS varchar)",
        "CAST('01:02:03' AS varchar)",
        "CAST('äö😀' AS varchar)",
        "CAST('9223372036854775808' AS varchar)",
        "CAST('{\"a\": 1}' AS varchar)");
    put("varchar(3)", "CAST('abc' AS varchar(3))", "CAST('7' AS varchar(3))");
    put("char(5)", "CAST('ab' AS char(5))", "CAST('' AS char(5))", "CAST('12' AS char(5))");
    put("varbinary", "X'0102ff'", "X''", "X'e4'");
    put(
        "date",
        "DATE '2020-02-29'",
        "DATE '1969-12-31'",
        "DATE '0001-01-01'",
        "DATE '9999-12-31'",
        "DATE '-0044-03-15'");
    put("time(3)", "TIME '01:02:03.456'", "TIME '00:00:00.000'", "TIME '23:59:59.999'");
    put("time(6)", "TIME '01:02:03.456789'", "TIME '23:59:59.999999'");
    put("time(3) with time zone", "TIME '01:02:03.456 +02:00'");
    put(
        "timestamp(0)",
        "TIMESTAMP '2020-02-29 01:02:03'",
        "TIMESTAMP '1969-12-31 23:59:59'",
        "TIMESTAMP '0001-01-01 00:00:00'");
    put(
        "timestamp(3)",
        "TIMESTAMP '2020-02-29 01:02:03.456'",
        "TIMESTAMP '1969-12-31 23:59:59.999'",
        "TIMESTAMP '2020-01-01 00:00:00.000'");
    put(
        "timestamp(6)",
        "TIMESTAMP '2020-02-29 01:02:03.456789'",
        "TIMESTAMP '1969-12-31 23:59:59.999999'",
        "TIMESTAMP '9999-12-31 23:59:59.999999'");
    put("timestamp(9)", "TIMESTAMP '2020-02-29 01:02:03.456789123'");
    put(
        "timestamp(3) with time zone",
        "TIMESTAMP '2020-02-29 01:02:03.456 UTC'",
        "TIMESTAMP '2020-07-01 01:02:03.456 America/New_York'",
        "TIMESTAMP '1969-12-31 23:59:59.999 +05:30'");
    put(
        "timestamp(6) with time zone",
        "TIMESTAMP '2020-02-29 01:02:03.456789 UTC'",
        "TIMESTAMP '2020-07-01 01:02:03.456789 Europe/Berlin'");
    put(
        "interval day to second",
        "INTERVAL '1 02:03:04.567' DAY TO SECOND",
        "INTERVAL -'90' MINUTE");
    put("interval year to month", "INTERVAL '1-2' YEAR TO MONTH", "INTERVAL -'5' MONTH");
    put("uuid", "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'");
    put("ipaddress", "IPADDRESS '10.0.0.1'", "IPADDRESS '2001:db8::1'");
    put(
        "json",
        "JSON '{\"a\": [1, null]}'",
        "JSON '12'",
        "JSON '\"x\"'",
        "JSON 'null'",
        "JSON 'true'");
  }

  private Literals() {}

  private static void put(String type, String... literals) {
    OF_TYPE.put(type, List.of(literals));
  }

  /** The types, each with parameters where it has some. */
  public static List<String> types() {
    return List.copyOf(OF_TYPE.keySet());
  }

  /** Values of a type, the usual one first. */
  public static List<String> of(String type) {
    return OF_TYPE.get(type);
  }

  /** No value of a type. */
  public static String nullOf(String type) {
    return "CAST(NULL AS " + type + ")";
  }
}
