package dev.lakehouse.pipeline.plugin;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a plugin's step did.
 *
 * @param idle there was nothing to do
 * @param summary that, in a line
 * @param outputs what a fan-out after it may go over
 */
public record PluginResult(boolean idle, String summary, List<String> outputs) {
  public PluginResult {
    requireNonNull(summary, "summary is null");
    outputs = List.copyOf(outputs);
  }

  /** It did its work. */
  public static PluginResult done(String summary) {
    return new PluginResult(false, summary, List.of());
  }

  /** There was nothing to do. */
  public static PluginResult nothing(String summary) {
    return new PluginResult(true, summary, List.of());
  }

  /** The same with what a fan-out may go over. */
  public PluginResult withOutputs(List<String> newOutputs) {
    return new PluginResult(idle, summary, newOutputs);
  }
}
