/** What the benchmarks work with: a lakehouse in a directory of its own, and generated data. */
package dev.lakehouse.bench.lab;
