/** The command line, the composition root, the distribution. */
package dev.lakehouse.app;
