package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
  @TempDir Path directory;

  @Test
  void boots() throws Exception {
    long t0 = System.nanoTime();
    try (TrinoOracle oracle = new TrinoOracle(directory);
        SqlEngine engine = oracle.engine()) {
      System.out.println("boot " + (System.nanoTime() - t0) / 1_000_000);
      SqlSession s = SqlSession.of("test", "iceberg", "default");
      for (String sql :
          List.of(
              "SELECT 1 a, 1.5, 'x', null, nan(), map(array['a'],array[1]), row(1,'x')",
              "CREATE SCHEMA iceberg.s",
              "CREATE TABLE s.t (a bigint, b varchar)",
              "INSERT INTO s.t VALUES (1,'x')",
              "UPDATE s.t SET b = 'y'",
              "SELECT * FROM s.t",
              "USE iceberg.s",
              "PREPARE x FROM SELECT ?",
              "SET SESSION query_max_run_time = '1h'",
              "SET TIME ZONE 'Europe/Berlin'",
              "SELECT count(*), sum(ss_net_paid) FROM tpcds.tiny.store_sales",
              "SELECT * FROM tpcds.tiny.web_returns LIMIT 1",
              "SELECT * FROM tpch.tiny.region",
              "CREATE TABLE s.item AS SELECT * FROM tpcds.tiny.item",
              "SELECT \"$path\" FROM s.item LIMIT 1",
              "SHOW CREATE TABLE s.item",
              "SELECT y",
              "SELECT 1/0")) {
        try (SqlResult r = engine.execute(s, sql)) {
          System.out.println(
              sql
                  + " => "
                  + r.columns()
                  + " "
                  + r.fetch(100)
                  + " "
                  + r.updateType()
                  + " "
                  + r.updateCount()
                  + " "
                  + r.sessionUpdate());
        } catch (Exception e) {
          System.out.println(sql + " => " + e);
          if (e.getCause() != null) {
            e.getCause().printStackTrace();
          }
        }
      }
      for (int threads : new int[] {1}) {
        long t = System.nanoTime();
        int n = 400;
        try (var pool = Executors.newFixedThreadPool(threads)) {
          List<Future<?>> f = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            int k = i;
            f.add(
                pool.submit(() -> {
                  try (SqlResult r =
                      engine.execute(s, "SELECT abs(x) FROM (VALUES " + k + ") t(x)")) {
                    r.fetch(10);
                  }
                }));
          }
          for (Future<?> x : f) {
            x.get();
          }
        }
        System.out.println(
            threads + " threads: " + n * 60_000_000_000L / (System.nanoTime() - t) + "/min");
      }
    }
  }
}
