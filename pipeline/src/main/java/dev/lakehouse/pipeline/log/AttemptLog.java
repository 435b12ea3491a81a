package dev.lakehouse.pipeline.log;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.AttemptLogStore.Cut;
import dev.lakehouse.pipeline.state.AttemptLogStore.NewPart;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The log of one attempt, on its way to the database. A line never waits: what comes faster than it
 * can be written is cut, and a line says so. Thread-safe.
 */
public final class AttemptLog implements AutoCloseable {
  /** How many characters of the beginning are kept, and how many of the end. */
  static final int KEPT = 512 << 10;

  /** With so many characters a part is written before its time. */
  static final int PART = 64 << 10;

  private static final int LONGEST_LINE = 16 << 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final long attempt;
  private final long run;
  private final InstantSource clock;
  private final Runnable wake;

  private final List<String> beginning = new ArrayList<>();
  private final Deque<String> pending = new ArrayDeque<>();
  private int pendingSize;
  private long dropped;
  private boolean unreachable;
  private boolean lost;
  private Optional<NewPart> underWay = Optional.empty();
  private int next;
  private long begun;
  private final Deque<Tail> tail = new ArrayDeque<>();
  private long tailSize;
  private int firstCut = -1;
  private long cutLines;
  private long cutSize;
  private Optional<Instant> closed = Optional.empty();
  private boolean complete;

  /** A part that is forgotten once there are enough after it. */
  private record Tail(int number, long lines, long size) {}

  /**
   * An empty log.
   *
   * @param wake is called when there is a reason to write at once
   */
  AttemptLog(long attempt, long run, InstantSource clock, Runnable wake) {
    this.attempt = attempt;
    this.run = run;
    this.clock = requireNonNull(clock, "clock is null");
    this.wake = requireNonNull(wake, "wake is null");
  }

  /** Adds lines, with the time. */
  public void line(String text) {
    boolean full = false;
    for (String line : text.lines().toList()) {
      full |= add(line);
    }
    if (full) {
      wake.run();
    }
  }

  /** True if it is time to write. */
  private synchronized boolean add(String text) {
    if (closed.isPresent()) {
      return false;
    }
    String line = stamped(text);
    if (begun < KEPT) {
      beginning.add(line);
      begun += line.length();
      // Past the beginning, what a second brings is mostly cut again.
      return begun / PART > (begun - line.length()) / PART;
    }
    pending.addLast(line);
    pendingSize += line.length();
    while (pendingSize > KEPT) {
      pendingSize -= pending.removeFirst().length();
      dropped++;
      lost |= unreachable;
    }
    return false;
  }

  private String stamped(String text) {
    String shown =
        text.length() > LONGEST_LINE
            ? "%s … (%,d more characters)"
                .formatted(text.substring(0, LONGEST_LINE), text.length() - LONGEST_LINE)
            : text;
    // PostgreSQL has no place for it in a text.
    return TIME.format(clock.instant()) + " " + shown.replace('\0', '\uFFFD') + "\n";
  }

  /** Nothing comes after what there is. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed.isEmpty()) {
        closed = Optional.of(clock.instant());
      }
    }
    wake.run();
  }

  /** When it was closed. */
  synchronized Optional<Instant> closed() {
    return closed;
  }

  /** True if all of it was written. */
  synchronized boolean isComplete() {
    return complete;
  }

  /** What is to be written now: the same again until it was {@link #written}. */
  synchronized Optional<NewPart> take() {
    boolean some = !beginning.isEmpty() || !pending.isEmpty() || closed.isPresent();
    if (underWay.isEmpty() && !complete && some) {
      underWay = Optional.of(part());
    }
    return underWay;
  }

  private NewPart part() {
    StringBuilder text = new StringBuilder(PART);
    Optional<Cut> cut = Optional.empty();
    if (!beginning.isEmpty()) {
      beginning.forEach(text::append);
      beginning.clear();
    } else {
      int lines = pending.size();
      if (dropped > 0) {
        text.append(
            stamped(
                lost
                    ? "— %,d lines are lost: PostgreSQL could not be reached —".formatted(dropped)
                    : "— %,d lines were cut here: they came faster than they can be written —"
                        .formatted(dropped)));
      }
      pending.forEach(text::append);
      pending.clear();
      pendingSize = 0;
      dropped = 0;
      lost = false;
      cut = cut(lines, text.length());
    }
    boolean last = closed.isPresent() && pending.isEmpty();
    NewPart part = new NewPart(attempt, run, next, text.toString(), last, cut);
    next++;
    return part;
  }

  private Optional<Cut> cut(int lines, int size) {
    tail.addLast(new Tail(next, lines, size));
    tailSize += size;
    int last = -1;
    while (tail.size() > 1 && tailSize > KEPT) {
      Tail gone = tail.removeFirst();
      tailSize -= gone.size();
      cutLines += gone.lines();
      cutSize += gone.size();
      last = gone.number();
      firstCut = firstCut < 0 ? last : firstCut;
    }
    return last < 0
        ? Optional.empty()
        : Optional.of(
            new Cut(
                firstCut,
                last,
                stamped(
                    "— %,d lines (%,d KB) were cut here: a log keeps its first and its last %d KB —"
                        .formatted(cutLines, cutSize >> 10, KEPT >> 10))));
  }

  /** What was taken last is in the database. */
  synchronized void written() {
    complete = underWay.orElseThrow().last();
    underWay = Optional.empty();
    unreachable = false;
  }

  /** What was taken last could not be written. */
  synchronized void unreachable() {
    unreachable = true;
  }
}
