/**
 * The Iceberg REST catalog: Iceberg's own catalog, served by the Iceberg REST specification (1.11)
 * under {@code /iceberg}, so that Trino, Spark, PyIceberg and DuckDB attach with its address alone.
 *
 * <p>{@link dev.lakehouse.serve.catalog.IcebergRestCatalog} is the way in; a class per resource
 * answers, and what is hard about the catalog, moving several tables at once, is in {@link
 * dev.lakehouse.serve.catalog.TablePointers}.
 */
package dev.lakehouse.serve.catalog;
