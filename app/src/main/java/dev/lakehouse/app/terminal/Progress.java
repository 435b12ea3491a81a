package dev.lakehouse.app.terminal;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.Output.Style;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Shows the steps of long work: on a terminal a live line for each running step, elsewhere a plain
 * line when a step ends. Thread-safe: steps may run at the same time.
 */
public final class Progress implements AutoCloseable {
  private static final long FRAME_MILLIS = 100;
  private static final int NAME_WIDTH = 26;
  private static final int DURATION_WIDTH = 8;
  private static final String[] UNICODE_SPINNER = {
    "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"
  };
  private static final String[] ASCII_SPINNER = {"|", "/", "-", "\\"};

  /** How a step ended. */
  private enum Ending {
    OK("ok", "✓", Style.GREEN),
    FAILED("failed", "✗", Style.RED),
    SKIPPED("skipped", "–", Style.YELLOW);

    private final String word;
    private final String sign;
    private final Style style;

    Ending(String word, String sign, Style style) {
      this.word = word;
      this.sign = sign;
      this.style = style;
    }
  }

  private final Object lock = new Object();
  private final Output output;
  private final InstantSource clock;
  private final Set<Step> running = new LinkedHashSet<>();
  private final StringBuilder frameText = new StringBuilder();
  private int liveLines;
  private long frame;
  private boolean closed;

  /** Progress on the given output; on a terminal a daemon thread redraws it until it is closed. */
  public Progress(Output output, InstantSource clock) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
    if (output.interactive()) {
      Thread.ofPlatform().daemon().name("progress").start(this::animate);
    }
  }

  /** Begins a step now. */
  public Step begin(String name) {
    Step step = new Step(name, clock.instant());
    synchronized (lock) {
      running.add(step);
    }
    redraw();
    return step;
  }

  /** Prints a line of its own, above the live ones. */
  public void note(String line) {
    synchronized (lock) {
      erase();
      show(line);
      draw();
      print();
    }
  }

  /** Takes the live lines away and ends the drawing. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
      running.clear();
      erase();
      print();
    }
  }

  /** Draws the live lines anew. */
  void redraw() {
    synchronized (lock) {
      erase();
      draw();
      print();
    }
  }

  private void animate() {
    synchronized (lock) {
      while (!closed) {
        redraw();
        try {
          lock.wait(FRAME_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void erase() {
    if (liveLines > 0) {
      // Up to the first live line, then clear to the end of the screen (ECMA-48 CPL and ED).
      frameText.append("\u001b[").append(liveLines).append("F\u001b[J");
      liveLines = 0;
    }
  }

  private void show(String line) {
    frameText.append(line).append(System.lineSeparator());
  }

  /** At once, so that nobody sees a screen whose lines are erased and not yet drawn again. */
  private void print() {
    output.stream().print(frameText);
    output.stream().flush();
    frameText.setLength(0);
  }

  private void draw() {
    if (!output.interactive()) {
      return;
    }
    String[] spinner = output.unicode() ? UNICODE_SPINNER : ASCII_SPINNER;
    String sign = spinner[(int) (frame++ % spinner.length)];
    Instant now = clock.instant();
    for (Step step : running) {
      String line = line(sign, step, now, step.soFar());
      // A line that wraps would be two to erase.
      show(DisplayWidth.cut(line, Math.max(1, output.width() - 1), ""));
      liveLines++;
    }
  }

  private void end(Step step, Ending ending, String summary) {
    synchronized (lock) {
      if (!running.remove(step)) {
        throw new IllegalStateException("the step has ended already: " + step.name);
      }
      erase();
      boolean signs = output.interactive() && output.unicode();
      String mark = signs ? ending.sign : "%-7s".formatted(ending.word);
      show(line(output.styled(ending.style, mark), step, clock.instant(), summary));
      draw();
      print();
    }
  }

  private static String line(String mark, Step step, Instant now, String what) {
    Duration elapsed = step.took.orElseGet(() -> Duration.between(step.begun, now));
    String line =
        "%s %s%s  %s  %s"
            .formatted(
                mark,
                step.name,
                " ".repeat(Math.max(0, NAME_WIDTH - DisplayWidth.of(step.name))),
                padLeft(HumanFormat.duration(elapsed)),
                what);
    return line.stripTrailing();
  }

  private static String padLeft(String duration) {
    return " ".repeat(Math.max(0, DURATION_WIDTH - duration.length())) + duration;
  }

  /** A step that runs until one of the three ways to end it is called, once. */
  public final class Step {
    private final String name;
    private final Instant begun;
    private volatile String soFar = "";
    private volatile Optional<Duration> took = Optional.empty();

    private Step(String name, Instant begun) {
      this.name = requireNonNull(name, "name is null");
      this.begun = begun;
    }

    /** Shows how far the step is, in a few words; only a terminal shows it. */
    public void update(String soFar) {
      this.soFar = requireNonNull(soFar, "soFar is null");
    }

    /** Shows the number of rows so far; only a terminal shows it. */
    public void rows(long rows) {
      update(HumanFormat.count(rows, "row", "rows"));
    }

    /**
     * How long it took, if others have measured it; else it is the time since it was begun here.
     */
    public void took(Duration time) {
      took = Optional.of(time);
    }

    /** The step did what it should; {@code summary} says what that was. */
    public void done(String summary) {
      end(this, Ending.OK, summary);
    }

    /** The step failed; {@code reason} says why, in a line. */
    public void failed(String reason) {
      end(this, Ending.FAILED, reason);
    }

    /** There was nothing to do, or no point in doing it; {@code reason} says why. */
    public void skipped(String reason) {
      end(this, Ending.SKIPPED, reason);
    }

    private String soFar() {
      return soFar;
    }
  }
}
