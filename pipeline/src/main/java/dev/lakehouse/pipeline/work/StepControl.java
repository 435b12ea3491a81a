package dev.lakehouse.pipeline.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Between an attempt and those who watch over it. Thread-safe. */
public final class StepControl {
  /** Why an attempt has to stop. */
  public enum Stop {
    /** Somebody cancelled the run. */
    CANCELLED,
    /** It took longer than it may. */
    TIMEOUT,
    /** The worker ends; another will take the step up. */
    SHUTDOWN
  }

  private final Thread thread = Thread.currentThread();
  private final List<Runnable> actions = new ArrayList<>();
  private Optional<Stop> stop = Optional.empty();
  private boolean ended;
  private volatile String progress = "";
  private volatile Consumer<String> log = line -> {};

  /** For the thread that does the attempt. */
  public StepControl() {}

  /** How far the attempt is, in a few words. */
  public void progress(String soFar) {
    progress = soFar;
  }

  /** Where the attempt's log goes from now on. */
  public void logTo(Consumer<String> lines) {
    log = lines;
  }

  /** Adds lines to the attempt's log. */
  public void log(String lines) {
    log.accept(lines);
  }

  String progress() {
    return progress;
  }

  /** Why the attempt has to stop; empty if it goes on. */
  public synchronized Optional<Stop> stop() {
    return stop;
  }

  /** Something that stops what the attempt waits for; done at once if it has to stop already. */
  public void onStop(Runnable action) {
    synchronized (this) {
      actions.add(action);
      if (stop.isEmpty()) {
        return;
      }
    }
    action.run();
  }

  /** Tells the attempt to stop. Only the first reason counts. */
  void stop(Stop reason) {
    List<Runnable> toDo;
    synchronized (this) {
      if (stop.isPresent() || ended) {
        return;
      }
      stop = Optional.of(reason);
      toDo = List.copyOf(actions);
      thread.interrupt();
    }
    toDo.forEach(Runnable::run);
  }

  /** The attempt has ended: nobody interrupts its thread any more. */
  synchronized void end() {
    ended = true;
    Thread.interrupted();
  }
}
