package dev.lakehouse.pipeline.callback;

import dev.lakehouse.pipeline.state.CallbackStore.Pending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said of a run, under the names that templates and JSON know it by. Immutable. */
final class Notice {
  static final List<String> NAMES =
      List.of(
          "id",
          "event",
          "pipeline",
          "run",
          "trigger",
          "time",
          "step",
          "error",
          "remedy",
          "look",
          "subject",
          "text");

  private static final String FIRST = "subject";
  private static final List<String> LINES =
      List.of("run", "trigger", "time", "step", "error", "remedy", "look");

  private final Map<String, String> values = new LinkedHashMap<>();

  /** What is said of a callback. */
  static Notice of(Pending callback) {
    return new Notice(callback);
  }

  private Notice(Pending callback) {
    String run = callback.run().isPresent() ? Long.toString(callback.run().getAsLong()) : "";
    values.put("id", callback.id().toString());
    values.put("event", callback.event().name().toLowerCase(Locale.ROOT));
    values.put("pipeline", callback.pipeline());
    values.put("run", run);
    values.put("trigger", callback.trigger().orElse(""));
    values.put("time", callback.time().toString());
    values.put("step", callback.step().orElse(""));
    values.put("error", callback.error().orElse(""));
    values.put("remedy", callback.remedy().orElse(""));
    values.put("look", run.isEmpty() ? "lakehouse pipelines" : "lakehouse runs show " + run);
    values.put(FIRST, subject(callback));
    values.put("text", text());
  }

  private static String subject(Pending callback) {
    String pipeline = callback.pipeline();
    return switch (callback.event()) {
      case SUCCESS -> "%s: run %d has ended well".formatted(pipeline, callback.run().orElseThrow());
      case FAILURE -> "%s: run %d has failed".formatted(pipeline, callback.run().orElseThrow());
      case LATE ->
          callback.run().isPresent()
              ? "%s: run %d is late, it was expected since %s"
                  .formatted(
                      pipeline,
                      callback.run().getAsLong(),
                      callback.expected().orElse(callback.time()))
              : "%s: the run of %s is late, it has not begun".formatted(pipeline, callback.time());
    };
  }

  private String text() {
    return LINES.stream()
        .filter(name -> !values.get(name).isEmpty())
        .map(name -> "%-8s %s".formatted(name, values.get(name)))
        .collect(Collectors.joining("\n", values.get(FIRST) + "\n\n", "\n"));
  }

  String value(String name) {
    return values.get(name);
  }

  /** All of it. */
  Map<String, String> values() {
    return Map.copyOf(values);
  }
}
