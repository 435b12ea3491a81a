package dev.lakehouse.pipeline.plugin;

/**
 * A kind of step that somebody else has written. A jar that has one names its class in {@code
 * META-INF/services/dev.lakehouse.pipeline.plugin.StepPlugin}, and lies in the project's {@code
 * plugins/}. Must be thread-safe: several steps may run at a time.
 */
public interface StepPlugin {
  /** The word after {@code uses} in a pipeline, such as {@code acme.notify}. */
  String name();

  /**
   * Does a step to its end. It may be asked again after a crash, and should then come to the same
   * end: {@link PluginStep#token} is the same.
   *
   * @return what it did
   * @throws PluginFailure if it fails in a way that it can explain
   * @throws InterruptedException if the run is cancelled or takes too long: the thread is
   *     interrupted
   * @throws Exception whatever else goes wrong
   */
  PluginResult run(PluginStep step) throws Exception;
}
