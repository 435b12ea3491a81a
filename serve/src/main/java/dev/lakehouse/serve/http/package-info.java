/**
 * The one HTTP server. It knows nothing of what it serves: each part brings its own {@link
 * dev.lakehouse.serve.http.Routes}.
 */
package dev.lakehouse.serve.http;
