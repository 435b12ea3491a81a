/**
 * What keeps a table small and quick: expiring snapshots, removing orphan files, rewriting small
 * files and manifests. Rows never change here.
 */
package dev.lakehouse.table.maintain;
