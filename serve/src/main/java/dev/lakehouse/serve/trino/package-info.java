/**
 * Trino's client protocol over HTTP, as the coordinator of Trino 476 speaks it: statements and
 * their results page by page, the list of queries, and what clients ask of a server.
 *
 * <p>One thread runs a statement and fills a small buffer; requests empty it. A client that is slow
 * stops its own statement and nothing else; one that has gone is given up after a time.
 */
package dev.lakehouse.serve.trino;
