package dev.lakehouse.sql.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    try (TestLakehouse lakehouse = TestLakehouse.local(server, directory);
        EmbeddedEngine engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg")) {
      String text = new FunctionPage(new FunctionSurvey(engine).ask(FunctionTopics.read())).text();
      if (System.getProperty("functions.write") != null) {
        Files.writeString(PAGE, text);
      }
      String committed = Files.exists(PAGE) ? Files.readString(PAGE) : "";
      assertThat(differences(committed.lines().toList(), text.lines().toList()))
          .as("%s is not up to date; this writes it anew:%n%s", PAGE, FunctionPage.COMMAND)
          .isEmpty();
      assertThat(committed).isEqualTo(text);
    }
  }

  private static List<String> differences(List<String> committed, List<String> made) {
    return Stream.concat(
            committed.stream().filter(line -> !made.contains(line)).map(line -> "- " + line),
            made.stream().filter(line -> !committed.contains(line)).map(line -> "+ " + line))
        .toList();
  }
}
