package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes that write to one table of one home at the same time. */
class ManyWritersTest {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 3;

  @TempDir private Path home;

  /** The tokens that a writer told, in order, and whether it came to its end. */
  private record Told(List<String> tokens, int exitCode, String errors) {}

  @Test
  void allLandOnceOnAHomeThatNobodyHasOpenedBefore() throws Exception {
    List<Told> told = write(0);

    assertThat(told)
        .allSatisfy(writer -> {
          assertThat(writer.exitCode()).as(writer.errors()).isZero();
          assertThat(writer.tokens()).hasSize(ROUNDS * WriterProcess.WAYS.size());
        });
    try (Platform platform = Platform.open(Lake.settings(Optional.empty()), home)) {
      assertThat(committed(platform))
          .containsExactlyInAnyOrderElementsOf(
              told.stream().flatMap(writer -> writer.tokens().stream()).toList());
      IntStream.rangeClosed(1, WRITERS).forEach(writer -> hasRows(platform, writer, ROUNDS));
      sharedRowsAreOfOneChange(platform);
    }
  }

  @Test
  void oneThatIsKilledLeavesNothingHalfDoneAndHoldsNobodyUp() throws Exception {
    int victim = 3;
    List<Told> told = write(victim);

    List<String> tokens = told.get(victim - 1).tokens();
    assertThat(told.get(victim - 1).exitCode()).isEqualTo(ChildProcess.KILLED);
    try (Platform platform = Platform.open(Lake.settings(Optional.empty()), home)) {
      List<String> committed = committed(platform);
      assertThat(committed).doesNotHaveDuplicates();
      for (int writer = 1; writer <= WRITERS; writer++) {
        if (writer != victim) {
          assertThat(told.get(writer - 1).exitCode()).as(told.get(writer - 1).errors()).isZero();
          assertThat(committed).containsAll(told.get(writer - 1).tokens());
          hasRows(platform, writer, ROUNDS);
        }
      }
      // What it had told is there, and perhaps the one change that it had under way.
      List<String> ofVictim =
          committed.stream().filter(token -> token.startsWith(victim + "-")).toList();
      assertThat(ofVictim).containsAll(tokens).hasSizeBetween(tokens.size(), tokens.size() + 1);
      assertThat(committed)
          .hasSize((WRITERS - 1) * ROUNDS * WriterProcess.WAYS.size() + ofVictim.size());
      for (String way : WriterProcess.WAYS) {
        int done = (int) ofVictim.stream().filter(token -> token.endsWith(way)).count();
        hasRows(platform, way, victim, done);
      }
      sharedRowsAreOfOneChange(platform);
    }
  }

  /** Lets all write at once; one of them (0 for none) is killed in its second round. */
  private List<Told> write(int victim) throws ExecutionException, InterruptedException {
    List<ChildProcess> children = new ArrayList<>();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 1; writer <= WRITERS; writer++) {
        children.add(
            ChildProcess.start(
                WriterProcess.class,
                Map.of(),
                home.toString(),
                Integer.toString(writer),
                Integer.toString(ROUNDS)));
      }
      for (ChildProcess child : children) {
        assertThat(child.read()).as(child::errors).contains(WriterProcess.READY);
      }
      children.forEach(child -> child.say("go"));
      List<Future<Told>> told = new ArrayList<>();
      for (int writer = 1; writer <= WRITERS; writer++) {
        ChildProcess child = children.get(writer - 1);
        String last =
            writer == victim
                ? WriterProcess.token(writer, 2, WriterProcess.WAYS.getFirst())
                : "none";
        told.add(readers.submit(() -> follow(child, last)));
      }
      List<Told> all = new ArrayList<>();
      for (Future<Told> one : told) {
        all.add(one.get());
      }
      return all;
    } finally {
      children.forEach(ChildProcess::close);
    }
  }

  private static Told follow(ChildProcess child, String last) {
    List<String> tokens = new ArrayList<>();
    for (Optional<String> line = child.read(); line.isPresent(); line = child.read()) {
      tokens.add(line.get());
      if (line.get().equals(last)) {
        child.kill();
      }
    }
    return new Told(tokens, child.exitCode(), child.errors());
  }

  /** The tokens in the table's history. */
  private static List<String> committed(Platform platform) {
    List<String> tokens = new ArrayList<>();
    for (Snapshot snapshot : platform.tables().load(WriterProcess.TABLE).snapshots()) {
      tokens.add(snapshot.summary().get("lakehouse.token"));
    }
    return tokens;
  }

  private static void hasRows(Platform platform, int writer, int rounds) {
    WriterProcess.WAYS.forEach(way -> hasRows(platform, way, writer, rounds));
  }

  /** Ten rows of each round were appended; what is replaced and upserted is of the last. */
  private static void hasRows(Platform platform, String way, int writer, int rounds) {
    String ownRows =
        "SELECT round::VARCHAR || ' ' || count(*) FROM (%s)"
            + " WHERE source = '"
            + way
            + "-"
            + writer
            + "' AND id > 10 GROUP BY round";
    List<String> expected =
        switch (way) {
          case "append" ->
              IntStream.rangeClosed(1, rounds).mapToObj(round -> round + " 10").toList();
          case "upsert" -> rounds == 0 ? List.of() : List.of(rounds + " 5");
          default -> rounds == 0 ? List.of() : List.of(rounds + " 10");
        };
    assertThat(query(platform, ownRows))
        .as("%s of %d", way, writer)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void sharedRowsAreOfOneChange(Platform platform) {
    assertThat(
            query(
                platform,
                "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || count(DISTINCT source)"
                    + " || ' ' || count(DISTINCT round) FROM (%s) WHERE id < 10"))
        .containsExactly("5 5 1 1");
  }

  private static List<String> query(Platform platform, String sql) {
    try (DuckSession session = platform.tables().session();
        PlannedScan scan =
            platform.tables().scan(WriterProcess.TABLE, ScanRequest.all(), session)) {
      return session.query(sql.formatted(scan.select()), row -> row.getString(1));
    }
  }
}
