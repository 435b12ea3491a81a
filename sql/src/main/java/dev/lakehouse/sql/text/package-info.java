/**
 * Trino SQL as text, before anybody understands it: statements in a script, words of the language.
 */
package dev.lakehouse.sql.text;
