package dev.lakehouse.serve.api.body;

import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.StepRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/** The events by which a run is followed: those of its steps, and its end. */
public enum RunEvents {
  /** An attempt of a step begins. */
  STEP_STARTED,
  /** A step says how far it is. */
  STEP_PROGRESSED,
  /** A step failed, and will be tried again. */
  STEP_RETRYING,
  /** A step has ended, or it is certain that it is not run. */
  STEP_ENDED;

  /** The name of the last event, which carries the run as it ended. */
  public static final String END = "end";

  /** Its name on the wire. */
  public String text() {
    return ApiJson.word(this);
  }

  /** The event of a step that has a name; empty if there is none, or none that is known yet. */
  public static Optional<RunEvents> find(String text) {
    return Arrays.stream(values()).filter(event -> event.text().equals(text)).findFirst();
  }

  /** Tells a listener of a step. */
  public void tell(RunListener listener, StepBody step) {
    StepRecord told = step.toRecord();
    switch (this) {
      case STEP_STARTED -> listener.started(told);
      case STEP_PROGRESSED -> listener.progressed(told);
      case STEP_RETRYING -> listener.retrying(told);
      case STEP_ENDED -> listener.ended(told);
    }
  }

  /** What each event carries, by its name. */
  public static SequencedMap<String, Class<?>> types() {
    SequencedMap<String, Class<?>> types = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(event -> types.put(event.text(), StepBody.class));
    types.put(END, RunBody.class);
    return types;
  }

  /** A listener that makes events of what it is told. */
  public static RunListener listener(BiConsumer<String, StepBody> send) {
    return new RunListener() {
      @Override
      public void started(StepRecord step) {
        send.accept(STEP_STARTED.text(), StepBody.of(step));
      }

      @Override
      public void progressed(StepRecord step) {
        send.accept(STEP_PROGRESSED.text(), StepBody.of(step));
      }

      @Override
      public void retrying(StepRecord step) {
        send.accept(STEP_RETRYING.text(), StepBody.of(step));
      }

      @Override
      public void ended(StepRecord step) {
        send.accept(STEP_ENDED.text(), StepBody.of(step));
      }
    };
  }
}
