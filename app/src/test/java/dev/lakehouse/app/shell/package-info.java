/** The prompt in a pseudo terminal, and processes that are interrupted. */
package dev.lakehouse.app.shell;
