/**
 * Files with a contract: columns and types are declared, rows are upserted by key, and a watermark
 * says how far the file has been read.
 */
package dev.lakehouse.ingest.contract;
