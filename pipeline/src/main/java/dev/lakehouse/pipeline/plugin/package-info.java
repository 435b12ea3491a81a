/**
 * Steps of a user's own: a {@link dev.lakehouse.pipeline.plugin.StepPlugin} in a jar of the
 * project's {@code plugins/}, found by {@link java.util.ServiceLoader}.
 */
package dev.lakehouse.pipeline.plugin;
