/** The standard workloads of SQL, TPC-H and TPC-DS, and a server to send them to. */
package dev.lakehouse.bench.sql;
