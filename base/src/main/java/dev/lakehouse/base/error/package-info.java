/** Errors: one exception type with a code, the thing it is about, and what to do. */
package dev.lakehouse.base.error;
