/**
 * What begins a run of a pipeline when something happens: an object arrives, a table has a new
 * snapshot, a condition turns true, another pipeline's run ends.
 */
package dev.lakehouse.pipeline.sensor;
