package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes rows that no other writer touches into a table that all write to, {@code (id bigint, v
 * bigint, writer bigint)}, and keeps what its engine has acknowledged. Belongs to one thread.
 */
final class LedgerWriter {
  /** What an engine says when another writer was faster; the statement can be given again. */
  private static final Set<String> CONFLICTS =
      Set.of("TRANSACTION_CONFLICT", "ICEBERG_COMMIT_ERROR");

  private static final long IDS_EACH = 1_000_000;
  private static final int ATTEMPTS = 500;

  private final EngineClient engine;
  private final String table;
  private final long number;
  private final Random random;
  private final SortedMap<Long, Long> ledger = new TreeMap<>();
  private long nextId;
  private int conflicts;

  LedgerWriter(EngineClient engine, String table, long number, long seed) {
    this.engine = engine;
    this.table = table;
    this.number = number;
    this.random = new Random(seed * 31 + number);
    this.nextId = number * IDS_EACH;
  }

  /** The values by id that must be in the table. */
  SortedMap<Long, Long> ledger() {
    return ledger;
  }

  int conflicts() {
    return conflicts;
  }

  /** Makes one change of a kind that the seed decides, until it is acknowledged. */
  void step() {
    switch (random.nextInt(5)) {
      case 0 -> update();
      case 1 -> delete();
      case 2 -> merge();
      default -> insert();
    }
  }

  private void insert() {
    SortedMap<Long, Long> added = new TreeMap<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      added.put(nextId++, (long) random.nextInt(1000));
    }
    commit("INSERT INTO %s VALUES %s".formatted(table, rows(added, "(%d, %d, " + number + ")")));
    ledger.putAll(added);
  }

  private void update() {
    int modulus = 1 + random.nextInt(4);
    int added = 1 + random.nextInt(10);
    commit(
        "UPDATE %s SET v = v + %d WHERE writer = %d AND id %% %d = 0"
            .formatted(table, added, number, modulus));
    ledger.replaceAll((id, value) -> id % modulus == 0 ? value + added : value);
  }

  private void delete() {
    long from = anyId();
    long to = from + random.nextInt(8);
    commit(
        "DELETE FROM %s WHERE writer = %d AND id BETWEEN %d AND %d"
            .formatted(table, number, from, to));
    ledger.subMap(from, to + 1).clear();
  }

  private void merge() {
    SortedMap<Long, Long> given = new TreeMap<>();
    long from = anyId();
    for (long id = from; id < from + 10; id++) {
      given.put(id, random.nextInt(3) == 0 ? -1L : random.nextInt(1000));
    }
    nextId = Math.max(nextId, from + 10);
    commit(
        """
        MERGE INTO %s t USING (VALUES %s) s (id, v) ON t.id = s.id
        WHEN MATCHED AND s.v < 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET v = s.v
        WHEN NOT MATCHED AND s.v >= 0 THEN INSERT VALUES (s.id, s.v, %d)\
        """
            .formatted(table, rows(given, "(%d, %d)"), number));
    given.forEach((id, value) -> {
      if (value < 0) {
        ledger.remove(id);
      } else {
        ledger.put(id, value);
      }
    });
  }

  private long anyId() {
    long first = number * IDS_EACH;
    return first + (nextId == first ? 0 : random.nextInt(Math.toIntExact(nextId - first)));
  }

  private static String rows(SortedMap<Long, Long> values, String format) {
    List<String> rows = new ArrayList<>();
    values.forEach((id, value) -> rows.add(format.formatted(id, value)));
    return rows.stream().collect(Collectors.joining(", "));
  }

  private void commit(String sql) {
    for (int attempt = 1; ; attempt++) {
      try {
        engine.run(sql);
        return;
      } catch (SqlException e) {
        if (attempt == ATTEMPTS || !isConflict(e)) {
          throw new AssertionError(
              "writer %d on %s, attempt %d: %s: %s"
                  .formatted(number, engine, attempt, e.error().name(), sql),
              e);
        }
        conflicts++;
      }
    }
  }

  /** Whether a statement has certainly changed nothing, because another writer was faster. */
  static boolean isConflict(SqlException e) {
    return CONFLICTS.contains(e.error().name()) && !e.getMessage().contains("unknown");
  }
}
