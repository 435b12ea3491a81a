package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lakehouse.app.terminal.ScreenCapture;
import dev.lakehouse.app.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir private Path dir;
  private final ScreenCapture out = new ScreenCapture();
  private final ScreenCapture err = new ScreenCapture();

  private int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private int run(Map<String, String> environment, String... arguments) {
    Terminal terminal = new Terminal(out.plain(), err.plain());
    try (CommandContext context = new CommandContext(terminal, environment, dir)) {
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

  @Test
  void aDryRunLeavesNothingBehind() throws IOException {
    Path file = Files.writeString(dir.resolve("a.csv"), "id,name,day\n1,\"A\",2024-01-15\n");

    assertThat(run("ingest", "a.csv", "--dry-run")).isEqualTo(ExitCode.DONE);

    assertThat(err.text()).isEmpty();
    assertThat(out.text())
        .startsWith(file.toRealPath() + "\n")
        .contains(
            """
              quote        "  1 quoted field
              line end     LF
              header       yes  text above 2 typed columns
              rows         1, all of them read
              column       id    INTEGER  all values are integers of 32 bits
              column       name  VARCHAR  text, such as 'A' in line 2
              column       day   DATE     all values are dates, yyyy-mm-dd
            """);
    assertThat(dir.toFile().list()).containsExactly("a.csv");
  }

  @Test
  void ingestWithoutATableIsWrongUsage() throws IOException {
    Files.writeString(dir.resolve("a.csv"), "id\n1\n");

    assertThat(run("ingest", "a.csv")).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.text())
        .isEqualTo(
            """
            error: there is no --table to load into
              remedy: name one, such as --table lakehouse.things, or look first with --dry-run
            """);
  }

  @Test
  void runWithoutANameSaysWhichPipelinesThereAre() throws IOException {
    Files.writeString(dir.resolve("lakehouse.yaml"), "name: p\n");
    Path pipelines = dir.resolve("pipelines");

    assertThat(run("run")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.text())
        .isEqualTo(
            "error: there is no pipeline named to run\n"
                + "  remedy: a pipeline is a file in "
                + pipelines
                + "\n");

    Files.createDirectories(dir.resolve("sources"));
    Files.createDirectories(pipelines);
    Files.writeString(
        dir.resolve("sources/drop.yaml"), "{name: drop, type: csv_folder, path: drop}\n");
    for (String name : List.of("weekly", "daily")) {
      Files.writeString(
          pipelines.resolve(name + ".yaml"),
          """
          name: %s
          steps: [{name: all, uses: csv.ingest_folder, source: drop}]
          """
              .formatted(name));
    }
    assertThat(run("run")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.text()).endsWith("  remedy: the pipelines are daily, weekly\n");
  }

  @Test
  void upNamesTheSettingOfAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run(Map.of("LAKEHOUSE_SERVER_S3_PORT", port), "up")).isEqualTo(ExitCode.FAILED);

      assertThat(err.text())
          .startsWith("error: the S3 endpoint cannot listen on 127.0.0.1:" + port + ": ")
          .contains("'server: {s3_port: N}'", "LAKEHOUSE_SERVER_S3_PORT=N");
    }
  }

  @Test
  void upWarnsOfWhatIsBrokenAndGoesOn() throws IOException {
    Files.writeString(dir.resolve("lakehouse.yaml"), "name: p\n");
    Path broken = dir.resolve("pipelines/p.yaml");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "{name: p, steps: [{name: s, uses: checks.gat}]}\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run(Map.of("LAKEHOUSE_SERVER_S3_PORT", port), "up")).isEqualTo(ExitCode.FAILED);

      assertThat(err.text())
          .startsWith(
              """
              warning: %s:1:35: there is no step 'checks.gat'
                remedy: did you mean 'checks.gate'?
                not usable: pipeline p
              error: the S3 endpoint cannot listen on\
              """
                  .formatted(broken));
    }
  }

  @Test
  void aHomeThatCannotBeIsToldOnce() throws IOException {
    Files.writeString(dir.resolve("file"), "");

    assertThat(run("tables", "--home", "file")).isEqualTo(ExitCode.FAILED);

    assertThat(err.text())
        .isEqualTo(
            "error: cannot write logs to "
                + dir.resolve("file/logs")
                + "\n  remedy: Choose another home with --home DIR, or allow writing there.\n");
  }

  @Test
  void aMemoryThatIsTooSmallIsTheUsersMistake() {
    assertThat(run(Map.of("LAKEHOUSE_ENGINE_MEMORY", "10MB"), "tables")).isEqualTo(ExitCode.FAILED);

    assertThat(err.text())
        .startsWith(
            "error: the environment variable LAKEHOUSE_ENGINE_MEMORY must be a size of 64MB or more");
  }

  @Test
  void everyCommandHasHelpThatFitsATerminal() {
    for (String command :
        List.of(
            "up",
            "run",
            "ingest",
            "query",
            "tables",
            "checks",
            "assets",
            "validate",
            "variables",
            "version",
            "doctor")) {
      assertThat(run("help", command)).isEqualTo(ExitCode.DONE);
    }
    assertThat(run("--help")).isEqualTo(ExitCode.DONE);

    assertThat(out.text().lines())
        .contains("Usage: lakehouse ingest [OPTIONS] FILE...")
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }
}
