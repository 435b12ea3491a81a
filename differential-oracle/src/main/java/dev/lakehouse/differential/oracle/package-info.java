/** A real Trino server that tests and benchmarks start as a process and speak to over HTTP. */
package dev.lakehouse.differential.oracle;
