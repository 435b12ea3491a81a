package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlEngine;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every statement of the corpora on both engines.
 *
 * <p>System properties: {@code differential.only} (names of corpora or their first parts, separated
 * by commas), {@code differential.seed} and {@code differential.random} (which random statements,
 * and how many), {@code differential.engine} ({@code oracle}: the oracle against itself, which
 * finds statements whose answer is not the same twice).
 */
class DifferentialTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void answersAsTrinoDoes() throws Exception {
    Path written = Path.of(System.getProperty("differential.report"));
    Files.createDirectories(written);
    Report report = new Report();
    try (TrinoOracle trino = new TrinoOracle(Files.createDirectory(directory.resolve("oracle")));
        SqlEngine right = trino.engine();
        StatementRunner oracle = new StatementRunner(right, LIMIT);
        SqlEngine judged = trino.engine();
        StatementRunner ours = new StatementRunner(judged, LIMIT);
        BufferedWriter trace = Files.newBufferedWriter(written.resolve("trace.txt"))) {
      long begin = System.nanoTime();
      List<Corpus> corpora = chosen(Corpora.all(oracle));
      new DifferentialSuite(oracle, Optional.of(ours), report, trace).run(corpora);
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      report.write(written);
      Logger.getLogger("differential").info(() -> report.summary() + seconds + " s; " + written);
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
      if (Arrays.stream(only.split(",")).anyMatch(corpus.name()::startsWith)) {
        chosen.add(corpus);
      }
    }
    assertThat(chosen).as("corpora whose name begins with one of %s", only).isNotEmpty();
    return chosen;
  }
}
