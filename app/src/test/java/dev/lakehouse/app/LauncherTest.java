package dev.lakehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.LauncherFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher script finds itself and a Java, and starts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherTest {
  @TempDir private Path dir;
  private LauncherFixture fixture;

  @BeforeEach
  void makeFixture() throws IOException {
    fixture = new LauncherFixture(dir);
  }

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  @Test
  void passesArgumentsAndWorkingDirectoryOnUnchanged() throws Exception {
    Outcome outcome =
        fixture.run(fixture.makeDistribution("dist"), "run", "a b", "*", "", "--x=$HOME");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("cwd " + dir.toRealPath() + "\n")
        .endsWith(
            "arg -jar\narg "
                + dir.toRealPath().resolve("dist/lib/lakehouse.jar")
                + "\narg run\narg a b\narg *\narg \narg --x=$HOME\n");
  }

  @Test
  void isFoundThroughAChainOfSymbolicLinksWithSpaces() throws Exception {
    Path launcher = fixture.makeDistribution("some where/dist 1");
    Path bin = Files.createDirectories(dir.resolve("my bin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("one"), Path.of("../some where/dist 1/lakehouse"));
    Path absolute = Files.createSymbolicLink(dir.resolve("two"), relative);
    Path last = Files.createSymbolicLink(bin.resolve("three"), Path.of("../two"));

    assertThat(absolute).isSymbolicLink();
    assertThat(fixture.run(last, "version").out())
        .contains("arg " + launcher.toRealPath().resolveSibling("lib/lakehouse.jar") + "\n");
  }

  @Test
  void isFoundOnThePath() throws Exception {
    Path launcher = fixture.makeDistribution("dist");
    Path shell = Path.of("/bin/sh");

    Outcome outcome =
        fixture
            .start(
                shell,
                Map.of("PATH", launcher.getParent() + ":/usr/bin:/bin"),
                "-c",
                "cd / && lakehouse version")
            .await();

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith("cwd /\n")
        .contains("arg " + dir.toRealPath().resolve("dist/lib/lakehouse.jar") + "\n");
  }

  @Test
  void addsTheUsersJavaOptionsAfterItsOwn() throws Exception {
    Outcome outcome =
        fixture
            .start(
                fixture.makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_OPTS", "-Xmx2g -Dx=*"),
                "version")
            .await();

    assertThat(outcome.out().lines().toList())
        .containsSubsequence("arg -Xmx512m", "arg -Xmx2g", "arg -Dx=*", "arg -jar");
  }

  @Test
  void saysThatAnOutputWhichIsAFileIsNoTerminal() throws Exception {
    assertThat(fixture.run(fixture.makeDistribution("dist"), "version").out())
        .contains("arg -Dlakehouse.terminal.out=false", "arg -Dlakehouse.terminal.err=false");
  }

  @Test
  void rehearsesOnceForEachJava() throws Exception {
    Path launcher = fixture.makeDistribution("dist");
    Path other = fixture.makeJdk("other", "26");
    Path lib = dir.toRealPath().resolve("dist/lib");

    Outcome first = fixture.run(launcher, "version");
    Outcome second = fixture.run(launcher, "version");
    Outcome third =
        fixture.start(launcher, Map.of("LAKEHOUSE_JAVA_HOME", other.toString()), "version").await();

    assertThat(first.out())
        .contains("arg -XX:AOTCache=" + lib.resolve("lakehouse-25.0.1.aot") + "\n");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(third.out()).contains("arg -XX:AOTCache=" + lib.resolve("lakehouse-26.aot") + "\n");
    assertThat(dir.resolve("archives")).hasContent("made\nmade\n");
    assertThat(lib)
        .isDirectoryNotContaining("glob:**.aot.*")
        .isDirectoryContaining("glob:**/lakehouse-26.aot");
  }

  @Test
  void startsWithoutACacheWhereJavaMakesNone() throws Exception {
    Path launcher = fixture.makeDistribution("dist");
    LauncherFixture.script(
        fixture.jdk().resolve("bin/java"), "echo run >>\"$TEST_DIR/runs\"; echo \"$*\"");

    Outcome first = fixture.run(launcher, "version");
    Outcome second = fixture.run(launcher, "version");

    assertThat(first.out()).contains("-Xshare:auto").doesNotContain("AOTCache=");
    assertThat(second).isEqualTo(first);
    assertThat(Files.readAllLines(dir.resolve("runs"))).hasSize(3);
  }

  @Test
  void refusesTheJavaThatTheUserChoseIfItIsTooOld() throws Exception {
    Path old = fixture.makeJdk("old", "17.0.15");

    Outcome outcome =
        fixture
            .start(
                fixture.makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_HOME", old.toString()),
                "version")
            .await();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "error: LAKEHOUSE_JAVA_HOME ("
                + old
                + ") is not a JDK 25 or newer\n"
                + "  remedy: Set it to one, or unset it to let this script look for one.\n");
  }

  @Test
  void passesOverAnOldJavaAndTakesTheOneOnThePath() throws Exception {
    Path old = fixture.makeJdk("old", "1.8.0_402");
    Path early = fixture.makeJdk("early", "26-ea");
    Files.createSymbolicLink(fixture.tools().resolve("java"), early.resolve("bin/java"));
    LauncherFixture.script(early.resolve("bin/java"), "echo the early one");

    Outcome outcome =
        fixture
            .start(
                fixture.makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_HOME", "", "JAVA_HOME", old.toString()),
                "version")
            .await();

    assertThat(outcome.out()).isEqualTo("the early one\n");
  }

  @Test
  void prefersJavaHomeToThePath() throws Exception {
    Path other = fixture.makeJdk("other", "25");
    LauncherFixture.script(other.resolve("bin/java"), "echo the other one");
    Files.createSymbolicLink(fixture.tools().resolve("java"), other.resolve("bin/java"));

    Outcome outcome =
        fixture
            .start(
                fixture.makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_HOME", "", "JAVA_HOME", fixture.jdk().toString()),
                "version")
            .await();

    assertThat(outcome.out()).contains("arg -jar");
  }
}
