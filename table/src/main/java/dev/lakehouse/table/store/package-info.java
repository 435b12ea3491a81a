/**
 * Objects by name, wherever they lie: a directory (the embedded store, which the S3 endpoint serves
 * as well) or a remote S3. Names are always {@code s3://bucket/key}, so that a table's metadata is
 * the same on both and a project can move from one to the other.
 */
package dev.lakehouse.table.store;
