/**
 * From files to a table: which columns they fill, which types these need, and the one commit that
 * replaces the rows of just these files.
 */
package dev.lakehouse.ingest.load;
