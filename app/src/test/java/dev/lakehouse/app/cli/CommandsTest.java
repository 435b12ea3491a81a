package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lakehouse.app.terminal.ScreenCapture;
import dev.lakehouse.app.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir private Path dir;
  private final ScreenCapture out = new ScreenCapture();
  private final ScreenCapture err = new ScreenCapture();

  private int run(String... arguments) {
    Terminal terminal = new Terminal(out.plain(), err.plain());
    try (CommandContext context = new CommandContext(terminal, Map.of(), dir)) {
      return new LakehouseCli(context, Commands::all).run(arguments);
    }
  }

  @Test
  void doctorPrintsWhatItFound() {
    assertThat(run("doctor")).isEqualTo(ExitCode.DONE);

    assertThat(out.text())
        .contains("java", "memory", dir.resolve(".lakehouse").toString(), "port 8080", "port 8333");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void doctorFailsWhereTheHomeCannotBe() throws IOException {
    Files.writeString(dir.resolve("file"), "");

    assertThat(run("doctor", "--home", "file/home")).isEqualTo(ExitCode.FAILED);

    assertThat(out.text()).contains("problem", dir.resolve("file/home") + " cannot be written");
  }

  @Test
  void versionIsReadableByPrograms() throws IOException {
    assertThat(run("version", "--format", "json")).isEqualTo(ExitCode.DONE);

    try (JsonParser parser = new JsonFactory().createParser(out.text())) {
      parser.nextToken();
      parser.nextToken();
      assertThat(parser.nextFieldName()).isEqualTo("version");
      assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
      assertThat(parser.getText()).isEqualTo(new ProductVersion().number());
    }
  }
}
