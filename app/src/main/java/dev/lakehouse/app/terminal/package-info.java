/**
 * What the user sees: rows as table, CSV or JSON, progress of long work, and quantities as people
 * write them. Nothing here knows what the rows or the work are about.
 */
package dev.lakehouse.app.terminal;
