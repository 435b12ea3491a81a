/** Measuring: repeated times, ours and the peer's in turns, peak memory, bars, and their report. */
package dev.lakehouse.bench.measure;
