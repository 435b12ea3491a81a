/** Checks: what a project says must hold of the rows of a table ({@code checks/*.yaml}). */
package dev.lakehouse.quality.check;
