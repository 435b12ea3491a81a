package dev.lakehouse.pipeline.plugin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** What a plugin is told of the step that it does. Thread-safe. */
public interface PluginStep {
  /** The step's settings (its {@code with}), with all places in them filled. */
  Map<String, String> settings();

  /** The project's directory, absolute. */
  Path directory();

  /** The pipeline's name. */
  String pipeline();

  /** The number of the run. */
  long run();

  /** The time that the run is about. */
  Instant time();

  /**
   * A name that every attempt of this step in this run has in common, and no other step: with it, a
   * change elsewhere can be recognised as made.
   */
  String token();

  /** Keeps a line in the step's log. */
  void log(String line);

  /** Says in a few words how far the step is. */
  void progress(String soFar);
}
