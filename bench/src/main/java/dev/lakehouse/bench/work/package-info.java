/** The benchmarks: one class for each kind of work. */
package dev.lakehouse.bench.work;
