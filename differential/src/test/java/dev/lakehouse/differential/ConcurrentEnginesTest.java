package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our engine and a Trino write to one table at the same time, while that Trino compacts it and
 * expires its snapshots: what each was told is done is there exactly once, for both.
 *
 * <p>System properties: {@code differential.rounds} (how many changes each of the four writers
 * makes), {@code differential.seed}, {@code differential.retention} (how long snapshots are kept
 * meanwhile; longer than any statement takes).
 */
@ExtendWith(TwoEngines.class)
class ConcurrentEnginesTest {
  private static final Logger LOG = LoggerFactory.getLogger(ConcurrentEnginesTest.class);
  private static final String SCHEMA = "concurrent";
  private static final int WRITERS_EACH = 2;

  private final int rounds = Integer.getInteger("differential.rounds", 8);
  private final long seed = Long.getLong("differential.seed", 1);
  private final String retention = System.getProperty("differential.retention", "30s");
  private final AtomicBoolean writing = new AtomicBoolean(true);

  @Test
  void nothingIsLostAndNothingIsThereTwice(TwoEngines.Running running) throws Exception {
    try (SqlEngine ourEngine = running.ours();
        SqlEngine theirEngine = running.theirs()) {
      EngineClient ours = new EngineClient("ours", ourEngine, SCHEMA);
      EngineClient theirs = new EngineClient("Trino", theirEngine, SCHEMA);
      ours.run("CREATE SCHEMA concurrent");
      ours.run(
          "CREATE TABLE t (id bigint, v bigint, writer bigint) WITH (partitioning = ARRAY['bucket(id, 2)'])");
      List<LedgerWriter> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS_EACH; i++) {
        writers.add(
            new LedgerWriter(
                new EngineClient("ours", ourEngine, SCHEMA), "t", writers.size() + 1, seed));
        writers.add(
            new LedgerWriter(
                new EngineClient("Trino", theirEngine, SCHEMA), "t", writers.size() + 1, seed));
      }
      run(
          writers,
          List.of(
              () -> maintain(new EngineClient("Trino", theirEngine, SCHEMA)),
              () ->
                  read(
                      new EngineClient("ours", ourEngine, SCHEMA),
                      new EngineClient("Trino", theirEngine, SCHEMA))));

      SortedMap<Long, Long> expected = new TreeMap<>();
      writers.forEach(writer -> expected.putAll(writer.ledger()));
      LOG.info(
          "{} rows; conflicts of each writer: {}; {} snapshots",
          expected.size(),
          writers.stream().map(LedgerWriter::conflicts).toList(),
          ours.value("SELECT count(*) FROM \"t$snapshots\""));
      requireRows(expected, ours, theirs);
      requireSameHistory(ours, theirs);

      theirs.run("SET SESSION iceberg.expire_snapshots_min_retention = '0s'");
      theirs.run("SET SESSION iceberg.remove_orphan_files_min_retention = '0s'");
      theirs.run("ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '0s')");
      theirs.run("ALTER TABLE t EXECUTE remove_orphan_files(retention_threshold => '0s')");
      requireRows(expected, ours, theirs);
      ours.run("ALTER TABLE t EXECUTE optimize");
      requireRows(expected, ours, theirs);
    }
  }

  private void run(List<LedgerWriter> writers, List<Runnable> others) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> meanwhile = new ArrayList<>();
      others.forEach(other -> meanwhile.add(threads.submit(other)));
      List<Future<?>> writes = new ArrayList<>();
      for (LedgerWriter writer : writers) {
        writes.add(
            threads.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                writer.step();
              }
            }));
      }
      try {
        for (Future<?> write : writes) {
          write.get();
        }
      } finally {
        writing.set(false);
      }
      for (Future<?> other : meanwhile) {
        other.get();
      }
    }
  }

  private void maintain(EngineClient theirs) {
    theirs.run("SET SESSION iceberg.expire_snapshots_min_retention = '0s'");
    while (writing.get()) {
      tolerant(theirs, "ALTER TABLE t EXECUTE optimize");
      tolerant(
          theirs,
          "ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '%s')"
              .formatted(retention));
    }
  }

  private static void tolerant(EngineClient engine, String sql) {
    try {
      engine.run(sql);
    } catch (SqlException e) {
      if (!LedgerWriter.isConflict(e)) {
        throw e;
      }
    }
  }

  /** While all goes on, a state of the table is the same for both, and no id is there twice. */
  private void read(EngineClient ours, EngineClient theirs) {
    String newest = "SELECT max_by(snapshot_id, committed_at) FROM \"t$snapshots\"";
    while (writing.get()) {
      Object snapshot = ours.value(newest);
      String sql =
          "SELECT count(*), count(DISTINCT id), sum(v), sum(id) FROM t FOR VERSION AS OF "
              + snapshot;
      try {
        List<Object> row = ours.rows(sql).getFirst();
        assertThat(row.get(0)).as(sql).isEqualTo(row.get(1));
        assertThat(theirs.rows(sql)).as(sql).containsExactly(row);
      } catch (SqlException e) {
        // Expired meanwhile, it is no state of the table any more.
        if (!e.getMessage().contains("Iceberg snapshot ID does not exists")) {
          throw e;
        }
      }
    }
  }

  private static void requireRows(
      SortedMap<Long, Long> expected, EngineClient ours, EngineClient theirs) {
    for (EngineClient engine : List.of(ours, theirs)) {
      SortedMap<Long, Long> found = new TreeMap<>();
      for (List<Object> row : engine.rows("SELECT id, v FROM t")) {
        Long before =
            found.put(((Number) row.get(0)).longValue(), ((Number) row.get(1)).longValue());
        assertThat(before).as("%s: the id %s twice", engine, row.get(0)).isNull();
      }
      assertThat(found).as(engine.toString()).isEqualTo(expected);
    }
  }

  private static void requireSameHistory(EngineClient ours, EngineClient theirs) {
    String history =
        "SELECT snapshot_id, parent_id, committed_at, operation, summary FROM \"t$snapshots\" ORDER BY committed_at, snapshot_id";
    List<List<Object>> snapshots = theirs.rows(history);
    assertThat(ours.rows(history)).isEqualTo(snapshots);
    for (List<Object> snapshot : snapshots) {
      String sql =
          "SELECT id, v FROM t FOR VERSION AS OF %s ORDER BY id".formatted(snapshot.getFirst());
      assertThat(ours.rows(sql)).as(sql).isEqualTo(theirs.rows(sql));
    }
  }
}
