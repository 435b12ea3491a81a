/**
 * Workers: who takes queued steps, does them, and says how they ended; and how everybody hears that
 * a run has moved.
 */
package dev.lakehouse.pipeline.work;
