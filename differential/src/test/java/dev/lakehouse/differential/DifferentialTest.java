package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.TestDatabase;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every statement of the corpora on both engines.
 *
 * <p>System properties: {@code differential.only} (names of corpora or their first parts, separated
 * by commas), {@code differential.seed} and {@code differential.random} (which random statements,
 * and how many), {@code differential.share} (one of so many generated statements, chosen by the
 * seed), {@code differential.engine} ({@code oracle}: the oracle against itself, which finds
 * statements whose answer is not the same twice).
 */
@ExtendWith(TestDatabase.class)
class DifferentialTest {
  private static final Logger LOG = LoggerFactory.getLogger(DifferentialTest.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void answersAsTrinoDoes(TestDatabase.Server database) throws Exception {
    Path written = Path.of(System.getProperty("differential.report"));
    Files.createDirectories(written);
    Report report = new Report();
    try (TrinoOracle trino = new TrinoOracle(Files.createDirectory(directory.resolve("oracle")));
        SqlEngine right = trino.engine();
        StatementRunner oracle = new StatementRunner(right, LIMIT);
        EmbeddedLakehouse lakehouse =
            new EmbeddedLakehouse(database, Files.createDirectory(directory.resolve("embedded")));
        StatementRunner embedded = new StatementRunner(lakehouse.engine(), LIMIT);
        BufferedWriter trace = Files.newBufferedWriter(written.resolve("trace.txt"))) {
      EmbeddedLakehouse.succeed(oracle, "CREATE SCHEMA iceberg.lakehouse");
      boolean itself = "oracle".equals(System.getProperty("differential.engine"));
      List<Corpus> corpora = chosen(Corpora.all(oracle));
      for (Corpus corpus : corpora) {
        if (Benchmarks.is(corpus)) {
          for (String table : Benchmarks.generate(oracle, corpus.name())) {
            if (!itself) {
              lakehouse.copy(oracle, corpus.name(), table);
            }
          }
        }
      }
      long begin = System.nanoTime();
      try {
        new DifferentialSuite(oracle, itself ? oracle : embedded, report, trace).run(corpora);
      } finally {
        report.write(written);
      }
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      LOG.info("{}\n{} s; more in {}", report.summary(), seconds, written);
    }
    assertThat(report.failures()).as("differences, listed in %s", written).isZero();
  }

  private static List<Corpus> chosen(List<Corpus> corpora) {
    String only = System.getProperty("differential.only", "");
    if (only.isBlank()) {
      return corpora;
    }
    List<Corpus> chosen = new ArrayList<>();
    for (Corpus corpus : corpora) {
      if (Arrays.stream(only.split(",", -1)).anyMatch(corpus.name()::startsWith)) {
        chosen.add(corpus);
      }
    }
    assertThat(chosen).as("corpora whose name begins with one of %s", only).isNotEmpty();
    return chosen;
  }
}
