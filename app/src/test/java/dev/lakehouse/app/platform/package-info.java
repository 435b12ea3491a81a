/**
 * What a platform is worth when things break: processes that are killed, several at once, disks and
 * servers that fail. All of it on real processes, real files and a real PostgreSQL.
 */
package dev.lakehouse.app.platform;
