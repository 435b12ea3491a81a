package dev.lakehouse.app.docs;

import java.util.List;

/**
 * A step that a page shows.
 *
 * @param line the line of the page on which it stands, from 1
 * @param action what to do
 */
record DocumentedCommand(int line, Action action) {
  sealed interface Action {}

  /** A command behind a prompt, and the lines that it is said to print. */
  record Run(String command, List<String> output) implements Action {}

  /** A file that the page gives in full. */
  record Write(String file, String content) implements Action {}
}
