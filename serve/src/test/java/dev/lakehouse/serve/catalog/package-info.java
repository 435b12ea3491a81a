/** Tests of the REST catalog: Apache Iceberg's own, clients of others, and ours. */
package dev.lakehouse.serve.catalog;
