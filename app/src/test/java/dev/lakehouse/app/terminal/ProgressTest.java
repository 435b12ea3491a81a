package dev.lakehouse.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private Instant now = Instant.parse("2024-01-15T10:00:00Z");
  private final ScreenCapture screen = new ScreenCapture();

  @Test
  void printsAPlainLineAtTheEndOfEachStepWhereNobodyWatches() {
    try (Progress progress = new Progress(screen.plain(), () -> now)) {
      Progress.Step first = progress.begin("validate_csv_schema");
      first.rows(100);
      now = now.plus(Duration.ofMillis(12));
      first.done("200 rows, 5 columns");
      Progress.Step second = progress.begin("upload_csv_to_s3");
      now = now.plus(Duration.ofMillis(1240));
      second.failed("no space left");
      progress.begin("update_watermark").skipped("nothing new");
    }

    assertThat(screen.text())
        .isEqualTo(
            """
            ok      validate_csv_schema            12 ms  200 rows, 5 columns
            failed  upload_csv_to_s3              1.24 s  no space left
            skipped update_watermark                0 ms  nothing new
            """);
  }

  @Test
  void redrawsALiveLineForEachRunningStepOnATerminal() {
    VirtualScreen terminal = new VirtualScreen();
    try (Progress progress = new Progress(screen.terminal(80), () -> now)) {
      Progress.Step first = progress.begin("load");
      Progress.Step second = progress.begin("index");
      now = now.plus(Duration.ofSeconds(2));
      first.rows(1234567);
      progress.redraw();

      assertThat(terminal.show(screen.text()))
          .satisfiesExactly(
              line -> assertThat(line).contains("load").endsWith("2.00 s  1,234,567 rows"),
              line -> assertThat(line).contains("index").endsWith("2.00 s"));

      first.done("loaded");
      assertThat(terminal.show(screen.text()))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("✓ load").endsWith("loaded"),
              line -> assertThat(line).contains("index").endsWith("2.00 s"));

      progress.note("a word in between");
      second.done("indexed");
    }

    assertThat(terminal.show(screen.text()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("✓ load"),
            line -> assertThat(line).isEqualTo("a word in between"),
            line -> assertThat(line).startsWith("✓ index").endsWith("indexed"));
  }

  @Test
  void leavesNoLiveLineBehind() {
    try (Progress progress = new Progress(screen.terminal(80), () -> now)) {
      progress.begin("never ends");
    }

    assertThat(new VirtualScreen().show(screen.text())).isEmpty();
  }

  @Test
  void neverLetsALiveLineWrap() {
    try (Progress progress = new Progress(screen.terminal(30), () -> now)) {
      progress.begin("a_step_with_a_name_that_is_far_too_long").update("and much to say");
      progress.redraw();

      assertThat(new VirtualScreen().show(screen.text()))
          .singleElement()
          .satisfies(line -> assertThat(line.length()).isLessThan(30));
    }
  }

  @Test
  void endsAStepOnlyOnce() {
    try (Progress progress = new Progress(screen.plain(), () -> now)) {
      Progress.Step step = progress.begin("load");
      step.done("");

      assertThatThrownBy(() -> step.failed("late"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("load");
    }
  }
}
