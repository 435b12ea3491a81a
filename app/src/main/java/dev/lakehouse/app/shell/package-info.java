/**
 * SQL from the command line: statements one by one in a session, their rows printed, their errors
 * shown at their place, and the interactive prompt.
 */
package dev.lakehouse.app.shell;
