/** The protocol against Trino's own clients, and against plain HTTP where they would not go. */
package dev.lakehouse.serve.trino;
