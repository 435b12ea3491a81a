/**
 * Trino SQL as text, before anybody understands it: statements in a script, words of the language,
 * the tables that a query names.
 */
package dev.lakehouse.sql.text;
