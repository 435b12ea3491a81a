/** Tests of the API. */
package dev.lakehouse.serve.api;
