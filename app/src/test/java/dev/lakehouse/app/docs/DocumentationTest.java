package dev.lakehouse.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.docs.DocumentedCommand.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command that a page shows prints what the page shows. */
class DocumentationTest {
  private static final Path SOURCES = Path.of("..");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  /** Shows in the pages what the commands print, where that differs, instead of comparing. */
  private static final boolean WRITES = Boolean.getBoolean("lakehouse.docs.write");

  @TempDir private Path dir;

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(SOURCES.resolve("docs"))) {
      return Stream.concat(
          Stream.of(SOURCES.resolve("README.md")),
          docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList()
          .stream();
    }
  }

  static Stream<Path> runnablePages() throws IOException {
    List<Path> runnable = new ArrayList<>();
    for (Path page : pages().toList()) {
      if (!DocumentationPage.read(page).commands().isEmpty()) {
        runnable.add(page);
      }
    }
    return runnable.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runnablePages")
  void showsWhatTheCommandsPrint(Path file) throws Exception {
    Path root = dir.toRealPath().resolve("lakehouse");
    SoftAssertions softly = new SoftAssertions();
    Map<DocumentedCommand, List<String>> outputs = new LinkedHashMap<>();
    DocumentationPage page = DocumentationPage.read(file);
    try (DocumentationRun run = DocumentationRun.of(root, SOURCES.resolve("examples"))) {
      for (DocumentedCommand command : page.commands()) {
        List<String> printed = run.perform(command.action());
        if (command.action() instanceof Run(String text, List<String> shown)) {
          outputs.put(command, printed);
          softly
              .assertThat(new ExpectedOutput(shown).matches(printed))
              .as(
                  "%s:%d: $ %s%nThe page shows:%n%s%nThe command printed:%n%s",
                  file.getFileName(),
                  command.line(),
                  text,
                  String.join("\n", shown),
                  String.join("\n", printed))
              .isTrue();
        }
      }
    }
    if (WRITES) {
      page.write(outputs);
    } else {
      softly.assertAll();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void linksToWhatIsThere(Path file) throws IOException {
    Matcher links = LINK.matcher(Files.readString(file));
    while (links.find()) {
      // The page on speed is written by the benchmark.
      if (!links.group(1).endsWith("benchmarks.md")) {
        assertThat(file.resolveSibling(links.group(1))).exists();
      }
    }
  }

  @Test
  void toleratesOnlyWhatDiffersFromRunToRun() {
    assertThat(matches("ok  load  12 ms  3 rows", "ok  load  1.24 s  3 rows")).isTrue();
    assertThat(matches("ok  load  12 ms  3 rows", "ok  load  12 ms  4 rows")).isFalse();
    assertThat(matches("snapshot 1443295938857051026", "snapshot 6633982470582844415")).isTrue();
    assertThat(matches("snapshot 1443295938857051026", "snapshot 12")).isFalse();
    assertThat(matches("at 2026-11-20T05:39:07Z", "at 2027-01-01T00:00:00Z")).isTrue();
    assertThat(matches("mark = 2024-02-09", "mark = 2024-02-10")).isFalse();
    assertThat(matches("t  200  5.1 kB", "t  200  15.1 kB")).isTrue();
    assertThat(matches("a\n...\nz", "a\nb\nc\nz")).isTrue();
    assertThat(matches("a\n...\nz", "a\nb\nc")).isFalse();
    assertThat(matches("", "something")).isFalse();
  }

  private static boolean matches(String shown, String printed) {
    return new ExpectedOutput(shown.lines().toList()).matches(printed.lines().toList());
  }
}
