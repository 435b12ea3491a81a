package dev.lakehouse.differential;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The generated statements that are known to be answered otherwise than by Trino, from {@code
 * known.sql}: statements that end with a semicolon at the end of a line, and comments that say why.
 */
final class KnownDifferences {
  private final Set<String> statements;

  private KnownDifferences(Set<String> statements) {
    this.statements = statements;
  }

  static KnownDifferences read() {
    try (InputStream file = KnownDifferences.class.getResourceAsStream("/known.sql")) {
      String text =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(joining("\n"));
      return new KnownDifferences(
          Arrays.stream(text.split(";\n", -1))
              .map(statement -> statement.strip().replaceAll(";$", ""))
              .filter(statement -> !statement.isEmpty())
              .collect(toSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Corpus mark(Corpus corpus) {
    return new Corpus(
        corpus.name(), corpus.script(), corpus.statements().stream().map(this::mark).toList());
  }

  private Statement mark(Statement statement) {
    if (statements.contains(statement.sql())) {
      return statement.withAnswer(Statement.Answer.OTHER);
    }
    List<Statement> parts = statement.parts().stream().map(this::mark).toList();
    return statement.withParts(parts);
  }
}
