/**
 * Callbacks: who is told, by HTTP or by mail, that a run has ended or is late. They are queued with
 * the run's end, and sent at least once.
 */
package dev.lakehouse.pipeline.callback;
