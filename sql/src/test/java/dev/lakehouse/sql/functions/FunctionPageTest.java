package dev.lakehouse.sql.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.store.LocalObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page on functions says what the translator does. */
@ExtendWith(TestDatabase.class)
class FunctionPageTest {
  private static final Path PAGE = Path.of("../docs/sql-functions.md");

  @Test
  void saysWhatTheTranslatorDoes(TestDatabase.Server server, @TempDir Path directory)
      throws Exception {
    try (TestLakehouse lakehouse =
            new TestLakehouse(
                server.newDatabase(),
                LocalObjectStore.open(directory.resolve("objects")),
                directory);
        EmbeddedEngine engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg")) {
      String text = new FunctionPage(new FunctionSurvey(engine).ask(FunctionTopics.read())).text();
      if (System.getProperty("functions.write") != null) {
        Files.writeString(PAGE, text);
      }
      assertThat(Files.readString(PAGE).lines().toList())
          .as("the lines of %s, which is written anew by%n%s", PAGE, FunctionPage.COMMAND)
          .containsExactlyElementsOf(text.lines().toList());
    }
  }
}
