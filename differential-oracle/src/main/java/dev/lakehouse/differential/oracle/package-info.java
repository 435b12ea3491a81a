/** A real Trino server that tests start as a process and speak to over HTTP. */
package dev.lakehouse.differential.oracle;
