/**
 * The JSON bodies of the API: a record each, from which its page and its OpenAPI document describe
 * them. Servers make them of what they know, clients turn them back.
 */
package dev.lakehouse.serve.api.body;
