/**
 * Finds and takes out rows: which files go as a whole, which are written anew without some of their
 * rows, and which only get a position delete file. Nothing here commits.
 */
package dev.lakehouse.table.change;
