/**
 * How each table is to be maintained: what a project says, what a table says of itself, defaults.
 */
package dev.lakehouse.maintain.policy;
