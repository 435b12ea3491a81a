package dev.lakehouse.sql.embedded;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.store.LocalObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the text that DuckDB is given has in it, and what it has not. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrintedSqlTest {
  private static final SqlSession SESSION = SqlSession.of("ann", "iceberg", "shop");
  private static final Pattern READ_COLUMN = Pattern.compile("data\\.\"(\\w+)\" AS");
  private static final Pattern LONG_TYPE =
      Pattern.compile("DECIMAL\\((?:19|[23]\\d),\\d+\\)|HUGEINT");

  private TestLakehouse lakehouse;
  private EmbeddedEngine engine;

  @BeforeAll
  void start(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    lakehouse =
        new TestLakehouse(
            server.newDatabase(), LocalObjectStore.open(directory.resolve("objects")), directory);
    engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
    rows("CREATE SCHEMA shop");
    rows("CREATE TABLE things (id bigint, name varchar, items array(bigint), size double)");
    rows("INSERT INTO things VALUES (1, 'a', ARRAY[1, 2], 10), (2, 'b', ARRAY[3], 20)");
  }

  @AfterAll
  void stop() throws Exception {
    engine.close();
    lakehouse.close();
  }

  private List<List<Object>> rows(String sql) {
    try (SqlResult result = engine.execute(SESSION, sql)) {
      return result.fetch(100);
    }
  }

  /** Checks which columns of the table are read for a query, and what it gives. */
  private void assertReads(Set<String> columns, String sql, List<?>... rows) {
    String printed = engine.translate(SESSION, sql);
    assertThat(READ_COLUMN.matcher(printed).results().map(found -> found.group(1)).collect(toSet()))
        .as(printed)
        .isEqualTo(columns);
    assertThat(printed).doesNotContain("__file");
    assertThat(rows(sql)).as(sql).isEqualTo(List.of(rows));
  }

  @Test
  void columnsThatNothingNeedsAreNotRead() {
    assertReads(Set.of("id", "size"), "SELECT id FROM things WHERE size > 10", List.of(2L));
    assertReads(
        Set.of("items"),
        "SELECT x FROM things CROSS JOIN UNNEST(items) u(x) ORDER BY x",
        List.of(1L),
        List.of(2L),
        List.of(3L));
    assertReads(
        Set.of("id", "size"),
        "SELECT id FROM things ORDER BY size FETCH FIRST 1 ROW WITH TIES",
        List.of(1L));
    assertReads(
        Set.of("id"),
        "SELECT id FROM things TABLESAMPLE BERNOULLI (100) ORDER BY id OFFSET 1",
        List.of(2L));
    assertReads(
        Set.of("id", "name", "size"),
        "SELECT sum(size) AS s FROM things GROUP BY GROUPING SETS ((id), (name), ()) ORDER BY s DESC LIMIT 2",
        List.of(30.0),
        List.of(20.0));
    assertReads(
        Set.of("id", "name"),
        "SELECT id FROM TABLE(exclude_columns(TABLE(things), DESCRIPTOR(items, size))) WHERE id = 1",
        List.of(1L));
  }

  @Test
  void aSubqueryReadsWhatItsTestNeeds() {
    assertReads(
        Set.of("id"),
        "SELECT id FROM things o WHERE EXISTS (SELECT * FROM things i WHERE i.id > o.id)",
        List.of(1L));
    assertReads(
        Set.of("id", "size"),
        "SELECT id FROM things o WHERE id IN (SELECT id FROM things i WHERE i.size < 15)",
        List.of(1L));
    assertReads(
        Set.of("id", "name"),
        """
        SELECT o.name FROM things o
        CROSS JOIN LATERAL (SELECT i.*, o.size AS outside FROM things i WHERE i.id = o.id + 1) l\
        """,
        List.of("a"));
    assertReads(
        Set.of("id", "items", "name", "size"),
        """
        SELECT (SELECT name FROM things i ORDER BY abs(i.size - o.size) DESC, name LIMIT 1),
          (SELECT max(x) FROM UNNEST(o.items) u(x))
        FROM things o WHERE id = 1\
        """,
        List.of("b", 2L));
  }

  @Test
  void aSubqueryThatNothingNeedsIsNotAsked() {
    assertReads(
        Set.of("id"),
        "SELECT id FROM (SELECT id, (SELECT max(name) FROM things) AS m FROM things) WHERE id = 1",
        List.of(1L));
    assertReads(
        Set.of(), "SELECT count(*) FROM (SELECT (SELECT max(name) FROM things))", List.of(1L));
  }

  @Test
  void aPartThatIsThereTwiceHasTheColumnsThatEitherNeeds() {
    String joined =
        """
        WITH pairs AS (SELECT a.id, a.name, a.items, b.size FROM things a JOIN things b ON a.id = b.id)\
        """;
    assertReads(
        Set.of("id", "name", "size"),
        joined + "SELECT x.name, y.size FROM pairs x JOIN pairs y ON x.id = y.id ORDER BY 1",
        List.of("a", 10.0),
        List.of("b", 20.0));
    assertReads(
        Set.of("id", "name", "size"),
        joined
            + """
            , both AS (SELECT x.id, x.name, x.items, y.size FROM pairs x JOIN pairs y ON x.id = y.id)
            SELECT x.id, (SELECT max(z.name) FROM both z WHERE z.size <= x.size)
            FROM both x JOIN both y ON x.id = y.id ORDER BY 1\
            """,
        List.of(1L, "a"),
        List.of(2L, "b"));
    assertThat(
            rows(
                "WITH counted AS (SELECT count(*), max(name) FROM things) SELECT 1 FROM counted CROSS JOIN counted"))
        .containsExactly(List.of(1));
  }

  /** The types of more than 18 digits that are there for a query, in their order. */
  private List<String> longTypes(String sql) {
    return LONG_TYPE
        .matcher(engine.translate(SESSION, sql))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void decimalsThatTheFilesKnowToBeShortAreComputedInShortTypes() {
    rows("CREATE TABLE prices (price decimal(18, 2), part decimal(12, 2))");
    rows("INSERT INTO prices VALUES (10.50, 0.10), (20.25, -0.05)");
    String sums = "SELECT sum(price * (1 - part)), sum(price + part) FROM prices";

    assertThat(longTypes(sums))
        .as("the types of the results")
        .containsExactly("DECIMAL(38,4)", "DECIMAL(38,2)");
    assertThat(rows(sums)).containsExactly(List.of("30.7125", "30.80"));

    rows("INSERT INTO prices VALUES (9999999999999999.99, -9999999999.99)");
    assertThat(longTypes(sums)).hasSizeGreaterThan(2);
    assertThat(rows(sums))
        .containsExactly(List.of("100000000009899999900000030.7026", "9999990000000030.80"));
  }

  @Test
  void manyConstantsAreNotWrittenAsText() {
    assertThat(engine.translate(SESSION, values(500)))
        .contains("range(500)")
        .doesNotContain("'n1'", "'n500'");
    assertThat(engine.translate(SESSION, values(3))).contains("'n3'").doesNotContain("range(");
    assertThat(rows("SELECT count(DISTINCT b), max(a) FROM (%s)".formatted(values(500))))
        .containsExactly(List.of(500L, 500));
  }

  private static String values(int rows) {
    return IntStream.rangeClosed(1, rows)
        .mapToObj("(%1$d, 'n%1$d')"::formatted)
        .collect(joining(", ", "SELECT * FROM (VALUES ", ") t(a, b)"));
  }
}
