package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.table.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of the documentation, compiled and run. */
@ExtendWith(TestDatabase.class)
class PluginsTest {
  private static final Path PAGE = Path.of("..", "docs", "plugins.md");
  private static final String SERVICE =
      "META-INF/services/dev.lakehouse.pipeline.plugin.StepPlugin";

  private Path temporary;
  private TestProject project;

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    temporary = directory;
    project = new TestProject(server, directory);
    Files.createDirectories(project.directory().resolve("plugins"));
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private void addPlugin(String source) throws IOException {
    Path file = temporary.resolve("com/example/ListFiles.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    Path classes = temporary.resolve("classes");
    Files.createDirectories(classes);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString(),
                    file.toString()))
        .isZero();
    addJar(classes, "com.example.ListFiles");
  }

  private void addJar(Path classes, String service) throws IOException {
    try (OutputStream out =
            Files.newOutputStream(project.directory().resolve("plugins/list-files.jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
      jar.putNextEntry(new JarEntry(SERVICE));
      jar.write(service.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void writePipeline(String folder) throws IOException {
    String yaml = block("yaml").replaceFirst("name: each_file\n", "");
    project.write("each_file", yaml.replace("data/raw", folder));
  }

  @Test
  void thePagesPluginListsFilesForAFanOut() throws Exception {
    addPlugin(block("java"));
    writePipeline("data/raw");

    RecordedRun run = project.run("each_file", true);

    assertThat(run.step("list").summary()).contains("1 files");
    assertThat(run.step("say").summary()).contains("a file: sales_sample.csv");
  }

  @Test
  void itsFailureIsToldInItsWords() throws Exception {
    addPlugin(block("java"));
    writePipeline("data/nowhere");

    RecordedRun run = project.run("each_file", false);

    assertThat(run.step("list").state()).isEqualTo(StepState.FAILED);
    assertThat(run.step("list").error().orElseThrow())
        .startsWith("there is no folder ")
        .endsWith("nowhere");
  }

  @Test
  void aPluginThatCannotBeLoadedIsNamedAndBreaksOnlyWhatNeedsIt() throws Exception {
    Path empty = Files.createDirectories(temporary.resolve("empty"));
    addJar(empty, "com.example.Missing");
    writePipeline("data/raw");

    assertThatThrownBy(() -> project.run("each_file", true))
        .hasMessageContaining("there is no step 'example.list_files'");
    assertThat(project.problems())
        .anyMatch(
            problem -> problem.contains("a plugin in") && problem.contains("com.example.Missing"));
    assertThat(project.run("csv_to_iceberg_pipeline", true).events()).hasSize(6);
  }

  @Test
  void aWordThatIsNearlyAPluginsIsRecognised() throws Exception {
    addPlugin(block("java"));
    project.write("p", "steps: [{name: s, uses: example.list_file}]\n");

    assertThat(project.problems())
        .isEqualTo(
            List.of(
                project.directory().resolve("pipelines/p.yaml")
                    + ":2:25: there is no step 'example.list_file'; did you mean"
                    + " 'example.list_files'?"));
  }
}
