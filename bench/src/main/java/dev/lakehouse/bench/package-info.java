/** The benchmarks' command line: which of them to run, at which scale, how often. */
package dev.lakehouse.bench;
