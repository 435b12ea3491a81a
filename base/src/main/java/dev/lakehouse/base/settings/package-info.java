/**
 * Project settings: YAML read into a tree in which every value knows its place, so that each
 * mistake is reported with file, line, column, what is wrong, and the nearest right word.
 */
package dev.lakehouse.base.settings;
