package dev.lakehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.LauncherFixture.Launch;
import dev.lakehouse.app.LauncherFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher script builds a source tree. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherBuildTest {
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
  void buildsASourceTreeOnFirstUseOnlyWithOneLine() throws Exception {
    Path launcher = fixture.makeSourceTree("source tree");

    Outcome first = fixture.run(launcher, "version");
    Outcome second = fixture.run(launcher, "version");

    assertThat(first.exitCode()).isZero();
    assertThat(first.err())
        .matches(
            "Building Lakehouse Orchestrator \\(first use only, about a minute\\) \\.\\.\\. done in \\d+ s\n");
    assertThat(first.out())
        .contains("arg " + launcher.toRealPath().resolveSibling("app/target/lib/lakehouse.jar"));
    assertThat(second.err()).isEmpty();
    assertThat(fixture.mavenCalls())
        .singleElement()
        .asString()
        .startsWith("JAVA_HOME=" + fixture.jdk())
        .contains("-pl app -am", "-P launcher,", "package");
  }

  @Test
  void buildsAgainWhenASourceIsNewerThanTheBuild() throws Exception {
    Path launcher = fixture.makeSourceTree("source");
    fixture.run(launcher, "version");
    Path source = launcher.resolveSibling("app/src/main/java/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));

    Outcome outcome = fixture.run(launcher, "version");

    assertThat(outcome.err())
        .startsWith("Building Lakehouse Orchestrator (sources have changed) ... done in ");
    assertThat(fixture.mavenCalls()).hasSize(2);
  }

  @Test
  void buildsOnceWhenTwoStartAtOnce() throws Exception {
    Path launcher = fixture.makeSourceTree("source");
    Path hold = Files.writeString(dir.resolve("hold"), "");

    Launch first = fixture.start(launcher, Map.of(), "version");
    LauncherFixture.awaitContent(dir.resolve("maven-calls"), "package");
    Launch second = fixture.start(launcher, Map.of(), "version");
    LauncherFixture.awaitContent(second.err(), "Waiting for another build");
    Files.delete(hold);

    assertThat(first.await().exitCode()).isZero();
    assertThat(second.await())
        .isEqualTo(
            new Outcome(
                0,
                Files.readString(first.out()),
                "Waiting for another build of Lakehouse Orchestrator ... done\n"));
    assertThat(fixture.mavenCalls()).hasSize(1);
  }

  @Test
  void takesOverTheLockOfABuildThatDied() throws Exception {
    Path launcher = fixture.makeSourceTree("source");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = launcher.resolveSibling("app/target/build.lock");
    Files.createDirectories(lock.getParent());
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));

    Outcome outcome = fixture.run(launcher, "version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("arg -jar");
    assertThat(lock).doesNotExist();
  }

  @Test
  void showsTheEndOfTheLogWhenTheBuildFails() throws Exception {
    Path launcher = fixture.makeSourceTree("source");
    Path obstacle = Files.writeString(dir.resolve("break"), "");

    Outcome broken = fixture.run(launcher, "version");
    Files.delete(obstacle);
    Outcome mended = fixture.run(launcher, "version");

    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err())
        .contains(
            "failed\n[ERROR] it does not compile\nerror: the build failed\n",
            launcher.toRealPath().resolveSibling("app/target/build.log").toString());
    assertThat(mended.exitCode()).isZero();
  }

  @Test
  void saysWhenMavenIsMissing() throws Exception {
    Path launcher = fixture.makeSourceTree("source");
    Files.delete(fixture.tools().resolve("mvn"));
    Path bin = Files.createDirectories(dir.resolve("bin"));
    for (String tool :
        List.of("readlink", "mkdir", "ln", "rm", "find", "date", "touch", "tail", "mv")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }

    Outcome outcome = fixture.start(launcher, Map.of("PATH", bin.toString()), "version").await();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("Maven", "is not installed", "remedy: Install Maven");
  }
}
