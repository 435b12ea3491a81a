/** Tests of the embedded PostgreSQL, on real servers and real second processes. */
package dev.lakehouse.embedded.postgres;
