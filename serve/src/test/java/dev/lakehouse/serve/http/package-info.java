/** Tests of the HTTP server. */
package dev.lakehouse.serve.http;
