/**
 * Folders that are watched: every CSV file that is dropped into one becomes rows of the table that
 * is named after it, and is remembered in {@code _ingest_registry}.
 */
package dev.lakehouse.ingest.auto;
