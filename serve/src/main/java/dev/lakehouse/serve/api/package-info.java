/**
 * The API of the platform: everything that the command line does with pipelines and runs, as JSON
 * over HTTP. One table of operations is what is routed, what the OpenAPI document says and what the
 * page shows.
 */
package dev.lakehouse.serve.api;
