package dev.lakehouse.sql.delegate;

import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.sql.SqlException;
import io.trino.spi.type.ArrayType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trino's scalar functions, operators, casts and lambdas, called by DuckDB. */
class ScalarDelegationTest extends DelegationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a + 1, -a, a / 2, a % 3 FROM (VALUES 1, NULL, 7, 2147483646) t(a)",
        "SELECT a / b, a * b, a + b, a - b FROM (VALUES (1.23, 4.567), (NULL, 1.0),"
            + " (-99.99, 0.001)) t(a, b)",
        "SELECT CAST(a AS varchar), CAST(a AS decimal(20, 3)), CAST(a AS real) FROM"
            + " (VALUES 1.5e0, -0.0e0, 1e16, 123456.789e0, NULL) t(a)",
        "SELECT CAST(a AS varchar), a + 1, sqrt(a) FROM (VALUES nan(), infinity(), -infinity())"
            + " t(a)",
        "SELECT regexp_extract_all(a, '\\d+'), regexp_replace(a, '(\\w)(\\d)', '$2$1'),"
            + " regexp_split(a, '\\s') FROM (VALUES 'a1 b22 c333', '', NULL) t(a)",
        "SELECT format('%s:%05d %,.2f %b', a, b, c, true), upper(a), reverse(a), lpad(a, 7, 'xy')"
            + " FROM (VALUES ('é', 12, 1234.5e0), ('x''y', -3, 0e0)) t(a, b, c)",
        "SELECT split(a, ','), split_part(a, ',', 2), cardinality(split(a, ',')), concat(a, a),"
            + " substring(a, -2) FROM (VALUES 'a,b,c', ',', 'x', NULL) t(a)",
        "SELECT json_extract_scalar(a, '$.x[1]'), json_extract(a, '$.x'), json_size(a, '$.x'),"
            + " json_value(a, 'lax $.x[0]'), json_query(a, 'lax $.x' WITH WRAPPER),"
            + " json_exists(a, 'lax $.y') FROM (VALUES '{\"x\": [1, \"two\", null]}', '{}', NULL)"
            + " t(a)",
        "SELECT json_parse(a), json_format(json_parse(a)), CAST(json_parse(a) AS"
            + " map(varchar, array(double))) FROM (VALUES '{\"b\": [1, 2.5], \"a\": null}') t(a)",
        "SELECT date_format(a, '%Y-%m-%d %H:%i:%s.%f %W'), date_trunc('week', a), year(a),"
            + " a + INTERVAL '3' MONTH, a - INTERVAL '1 02:03:04.567' DAY TO SECOND, to_iso8601(a)"
            + " FROM (VALUES TIMESTAMP '2024-02-29 23:59:59.123', TIMESTAMP '0001-01-01 00:00:00',"
            + " TIMESTAMP '1969-12-31 23:59:59.999', NULL) t(a)",
        "SELECT a + INTERVAL '1' DAY, date_diff('day', a, DATE '2000-01-01'), CAST(a AS varchar),"
            + " day_of_week(a), last_day_of_month(a) FROM (VALUES DATE '2024-02-29', DATE"
            + " '-0044-03-15', DATE '12024-01-01') t(a)",
        "SELECT hour(a AT TIME ZONE 'America/New_York'), a AT TIME ZONE 'Asia/Kolkata',"
            + " CAST(a AS timestamp(6)), format_datetime(a, 'yyyy-MM-dd HH:mm ZZZ'), to_unixtime(a)"
            + " FROM (VALUES TIMESTAMP '2024-03-31 01:30:00.5 Europe/Berlin', NULL) t(a)",
        "SELECT CAST(a AS timestamp(3) with time zone), CAST(a AS date), CAST(a AS time(3)), a"
            + " FROM (VALUES TIMESTAMP '2024-03-31 12:30:00.123456') t(a)",
        "SELECT a, CAST(a AS varchar), a + INTERVAL '1' SECOND FROM (VALUES TIMESTAMP"
            + " '2024-03-31 12:30:00.123456789', TIMESTAMP '1969-12-31 23:59:59.999999999') t(a)",
        "SELECT a, hour(a), a + INTERVAL '90' MINUTE, CAST(a AS varchar) FROM (VALUES TIME"
            + " '23:59:59.999999', TIME '00:00:00') t(a)",
        "SELECT from_unixtime(a), from_unixtime(a, 'Asia/Tokyo')"
            + " FROM (VALUES (0e0, 1), (1.7e9, 2), (-1.5e0, -3)) t(a, b)",
        "SELECT transform(a, x -> x * b), filter(a, x -> x > b), reduce(a, 0, (s, x) -> s + x,"
            + " s -> s * b), zip_with(a, reverse(a), (x, y) -> x - y), any_match(a, x -> x = b)"
            + " FROM (VALUES (ARRAY[1, 2, NULL], 2), (ARRAY[], 1), (NULL, 3)) t(a, b)",
        "SELECT a[1], a[1].x, slice(a, 1, 1), array_distinct(a), cardinality(a) FROM (VALUES"
            + " ARRAY[CAST(ROW(1, NULL) AS ROW(x bigint, \"a \"\"B'c\" varchar)), NULL],"
            + " ARRAY[CAST(ROW(NULL, NULL) AS ROW(x bigint, \"a \"\"B'c\" varchar)),"
            + " CAST(ROW(2, 'it''s \"q\"') AS ROW(x bigint, \"a \"\"B'c\" varchar))])"
            + " t(a)",
        "SELECT map_keys(a), map_values(a), element_at(a, 'k'), map_filter(a, (k, v) -> v > 1),"
            + " transform_keys(a, (k, v) -> k || 'x'), map_concat(a, a), map_entries(a)"
            + " FROM (VALUES map(ARRAY['z', 'k', 'a'], ARRAY[1, 2, NULL]), map(), NULL) t(a)",
        "SELECT a, map_from_entries(ARRAY[ROW(a, b)]), multimap_from_entries(ARRAY[(b, a), (b,"
            + " a)]) FROM (VALUES (ARRAY[DATE '2020-01-01'], ROW(1.5, X'00ff')), (ARRAY[], ROW(-2.5,"
            + " X''))) t(a, b)",
        "SELECT to_hex(md5(a)), to_base64(a), a || X'01', from_utf8(a), xxhash64(a), length(a),"
            + " crc32(a) FROM (VALUES X'00ff7e', X'', NULL) t(a)",
        "SELECT CAST(a AS varchar), a = a, CAST(CAST(a AS varchar) AS uuid) FROM (VALUES UUID"
            + " '12151fd2-7586-11e9-8f9e-2a86e4085a59', NULL) t(a)",
        "SELECT CAST(a AS char(5)), CAST(a AS char(5)) || 'x', length(CAST(a AS char(5))), a ="
            + " 'ab ' FROM (VALUES CAST('ab' AS char(3)), 'abc', NULL) t(a)",
        "SELECT try(10 / a), try_cast(b AS integer), coalesce(try(1 / a), -1), if(a"
            + " > 1, 'x') FROM (VALUES (0, 'x'), (1, '12'), (NULL, ''), (3, '3.5')) t(a, b)",
        "SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' END, a IN (1, NULL), a BETWEEN 1 AND 2,"
            + " a IS DISTINCT FROM 1, greatest(a, 2) FROM (VALUES 1, 2, 3, NULL) t(a)",
        "SELECT a LIKE 'x!_%' ESCAPE '!', a LIKE b, NOT a LIKE 'x%', strpos(a, '_'),"
            + " levenshtein_distance(a, b), soundex(a), word_stem(a), translate(a, 'xy', 'ab'),"
            + " normalize(a) FROM (VALUES ('x_y', 'x%'), ('', '%'), ('running', 'r_nning')) t(a, b)",
        "SELECT a, b, a * 12, a < b, format('%s', b) FROM (VALUES (INTERVAL '14' MONTH, INTERVAL"
            + " '-2' MONTH)) t(a, b)",
        "SELECT a, a * 2, CAST(a AS varchar) FROM (VALUES INTERVAL '-1 02:03:04.567' DAY TO SECOND,"
            + " NULL) t(a)",
        "SELECT bitwise_and(a, 6), bit_count(a, 64), truncate(b, 1), round(b, 2), width_bucket(c,"
            + " 0, 10, 4), log(2, c), cosine_similarity(ARRAY[c], ARRAY[1e0]) FROM (VALUES (5, 1.255,"
            + " 3.5e0)) t(a, b, c)",
        "SELECT a, a + b, a * b, a - b, abs(a), CAST(a AS double), round(a) FROM (VALUES"
            + " (DECIMAL '12345678901234567890123456789012.345678', DECIMAL '0.000001'),"
            + " (DECIMAL '-0.000001', DECIMAL '-1.5')) t(a, b)",
        "SELECT url_extract_host(a), url_extract_parameter(a, 'q'), url_encode(a) FROM (VALUES"
            + " 'http://ex.org:80/p?q=a%20b#f') t(a)",
        "SELECT ROW(a, ROW(a)), ARRAY[ARRAY[a], NULL, ARRAY[]], map(ARRAY[a], ARRAY[ROW(a)]),"
            + " CAST(ROW(a) AS json) FROM (VALUES 1, 2) t(a)",
        "SELECT chr(a), codepoint(chr(a)), 'a' || chr(0) || chr(a) FROM (VALUES 0, 128512, 10)"
            + " t(a)",
        "SELECT sequence(a, b), sequence(DATE '2024-01-01', DATE '2024-01-03'), shuffle(ARRAY[a]),"
            + " array_sort(ARRAY[b, a, NULL]), array_join(sequence(a, b), '-', 'x') FROM (VALUES (1,"
            + " 3)) t(a, b)",
      })
  void givesWhatTrinoGives(String sql) {
    assertThat(delegation.byDuckDb(sql)).isEqualTo(delegation.byTrino(sql));
  }

  @Test
  void textsInArraysMayBeOfAnyLength() {
    long length = 20_000_001;
    Value array = Value.of("[repeat('x', %d)]".formatted(length));
    List<List<Object>> rows =
        delegation.inTransaction(transaction -> {
          Delegation.Query query =
              delegation.plan(transaction, "SELECT length(a[1]) FROM (VALUES ARRAY['x']) t(a)");
          try (TrinoExpressions.Scope scope = delegation.expressions.scope(transaction.session())) {
            Value call =
                scope.call(query.selected().getFirst(), Map.of(query.symbols().getFirst(), array));
            return delegation.run(
                "SELECT " + call.sql(), List.of(new ResultDecoder(BIGINT, Optional.empty())));
          }
        });
    assertThat(rows).containsExactly(List.of(length));

    ResultDecoder texts = new ResultDecoder(new ArrayType(VARCHAR), Optional.empty());
    assertThat(delegation.run("SELECT " + texts.select(array.sql()), List.of(texts)))
        .singleElement()
        .satisfies(row -> assertThat(row.toString().length()).isGreaterThan((int) length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 / a FROM (VALUES 0) t(a)",
        "SELECT CAST(a AS integer) FROM (VALUES 'x' || chr(0) || 'ü\"''') t(a)",
        "SELECT a + 1 FROM (VALUES 2147483647) t(a)",
        "SELECT CAST(a AS tinyint) FROM (VALUES 128) t(a)",
        "SELECT a[3] FROM (VALUES ARRAY[1, 2]) t(a)",
        "SELECT map(a, a) FROM (VALUES ARRAY[1, 1]) t(a)",
        "SELECT regexp_like('x', a) FROM (VALUES '(') t(a)",
        "SELECT json_parse(a) FROM (VALUES '{') t(a)",
        "SELECT date_parse(a, '%Y') FROM (VALUES 'x') t(a)",
        "SELECT fail(a) FROM (VALUES 'own words: trino-error:1:x') t(a)",
        "SELECT a * a FROM (VALUES DECIMAL '12345678901234567890123456789012345678') t(a)",
      })
  void failsAsTrinoFails(String sql) {
    SqlException expected = catchThrowableOfType(SqlException.class, () -> delegation.byTrino(sql));
    SqlException failure = catchThrowableOfType(SqlException.class, () -> delegation.byDuckDb(sql));
    assertThat(failure.error()).isEqualTo(expected.error());
    assertThat(failure).hasMessage(expected.getMessage());
  }
}
