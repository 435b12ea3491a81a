package dev.lakehouse.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.pipeline.state.AttemptLogStore.NewPart;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.6789Z"));

  private final AtomicInteger woken = new AtomicInteger();
  private final AttemptLog log = new AttemptLog(7, 3, CLOCK, woken::incrementAndGet);

  @Test
  void aPartIsTheSameUntilItWasWritten() {
    log.line("one");
    NewPart first = log.take().orElseThrow();
    log.line("two");

    assertThat(first.text()).isEqualTo("2026-01-02T03:04:05.678Z one\n");
    assertThat(log.take()).containsSame(first);
    log.written();
    assertThat(log.take().orElseThrow().text()).endsWith(" two\n");
  }

  @Test
  void aClosedLogHasALastPartAndNoneAfterIt() {
    log.close();

    assertThat(log.take().orElseThrow()).isEqualTo(log.take().orElseThrow());
    assertThat(log.take().orElseThrow().last()).isTrue();
    log.written();
    assertThat(log.isComplete()).isTrue();
    log.line("too late");
    assertThat(log.take()).isEmpty();
  }

  @Test
  void muchIsWrittenAtOnce() {
    log.line("x");
    assertThat(woken).hasValue(0);
    log.line("y".repeat(15_000) + "\n" + "z".repeat(15_000));
    for (int i = 0; i < 10; i++) {
      log.line("y".repeat(10_000));
    }
    assertThat(woken).hasValue(1);
  }

  @Test
  void whatIsLostWithoutADatabaseIsCounted() {
    log.line("first");
    log.take();
    log.unreachable();
    for (int i = 0; i < 100_000; i++) {
      log.line("line " + i);
    }
    assertThat(log.take().orElseThrow().text()).contains("first");
    log.written();
    assertThat(log.take().orElseThrow().text()).contains(" line 0\n");
    log.written();

    String text = log.take().orElseThrow().text();
    assertThat(text.lines().findFirst().orElseThrow())
        .matches(".* — [0-9,]+ lines are lost: PostgreSQL could not be reached —");
    assertThat(text).endsWith(" line 99999\n");
    assertThat(text.length()).isLessThan(AttemptLog.KEPT + 1000);
  }

  @Test
  void aLineWithoutAnEndIsCut() {
    log.line("x".repeat(1_000_000));

    assertThat(log.take().orElseThrow().text())
        .hasSizeLessThan(17_000)
        .endsWith("(983,616 more characters)\n");
  }
}
