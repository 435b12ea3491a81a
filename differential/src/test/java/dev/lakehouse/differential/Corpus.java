package dev.lakehouse.differential;

import java.util.List;

/**
 * Statements that belong together.
 *
 * @param name the path that {@code differential.only} chooses by
 * @param script true if each statement builds on those before it: run in order, in one session
 */
record Corpus(String name, boolean script, List<Statement> statements) {
  Corpus {
    statements = List.copyOf(statements);
  }
}
