/**
 * Asks the translator about each of Trino's functions, and writes the page of the documentation
 * that says what it answered. What makes calls of a signature is there for other tests too.
 */
package dev.lakehouse.sql.functions;
