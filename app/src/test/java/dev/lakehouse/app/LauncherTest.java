package dev.lakehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script itself, on source trees and distributions of this test. Java and Maven are
 * small scripts here, that tell how they were called.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "lakehouse");

  private record Outcome(int exitCode, String out, String err) {}

  /** A launcher that runs, with files for what it prints. */
  private record Launch(Process process, Path out, Path err) {
    Outcome await() throws IOException, InterruptedException {
      int exitCode = process.waitFor();
      return new Outcome(exitCode, Files.readString(out), Files.readString(err));
    }
  }

  @TempDir private Path dir;
  private Path tools;
  private Path jdk;
  private Path maven;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void makeTools() throws IOException {
    tools = Files.createDirectories(dir.resolve("tools"));
    jdk = makeJdk("a jdk", "25.0.1");
    maven = tools.resolve("mvn");
    // Builds a jar that is nothing but there, once it may go on.
    script(
        maven,
        """
        echo "JAVA_HOME=$JAVA_HOME $*" >>"$TEST_DIR/maven-calls"
        while [ -e "$TEST_DIR/hold" ]; do sleep 0.02; done
        while [ "$1" != -f ]; do shift; done
        [ ! -e "$TEST_DIR/break" ] || { echo "[ERROR] it does not compile"; exit 1; }
        mkdir -p "${2%/*}/app/target/lib"
        : >"${2%/*}/app/target/lib/lakehouse.jar"
        """);
  }

  @AfterEach
  void endWhatStillRuns() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Path makeJdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(dir.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/javac"), "exit 1");
    script(
        home.resolve("bin/java"),
        """
        for argument in "$@"; do
          case $argument in
            -XX:ArchiveClassesAtExit=*)
              echo made >>"$TEST_DIR/archives"
              echo classes >"${argument#*=}"
              exit ;;
          esac
        done
        echo "cwd $PWD"
        for argument in "$@"; do echo "arg $argument"; done
        """);
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
    return home;
  }

  private Path makeDistribution(String name) throws IOException {
    Path root = Files.createDirectories(dir.resolve(name));
    Files.createDirectories(root.resolve("lib"));
    Files.writeString(root.resolve("lib/lakehouse.jar"), "");
    return copyScriptInto(root);
  }

  private Path makeSourceTree(String name) throws IOException {
    Path root = Files.createDirectories(dir.resolve(name));
    Files.createDirectories(root.resolve("app/src/main/java"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("app/pom.xml"), "<project/>");
    Files.writeString(root.resolve("app/src/main/java/Main.java"), "class Main {}");
    return copyScriptInto(root);
  }

  private static Path copyScriptInto(Path root) throws IOException {
    return Files.copy(SCRIPT, root.resolve("lakehouse"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Launch start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    int number = processes.size();
    Path out = dir.resolve("out-" + number);
    Path err = dir.resolve("err-" + number);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> all = new HashMap<>();
    all.put("PATH", tools + ":/usr/bin:/bin");
    all.put("HOME", dir.toString());
    all.put("TEST_DIR", dir.toString());
    all.put("LAKEHOUSE_JAVA_HOME", jdk.toString());
    all.putAll(environment);
    all.values().removeIf(String::isEmpty);
    builder.environment().clear();
    builder.environment().putAll(all);
    Process process = builder.start();
    processes.add(process);
    return new Launch(process, out, err);
  }

  private Outcome run(Path launcher, String... arguments) throws IOException, InterruptedException {
    return start(launcher, Map.of(), arguments).await();
  }

  private List<String> mavenCalls() throws IOException {
    Path calls = dir.resolve("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private static void awaitContent(Path file, String content)
      throws IOException, InterruptedException {
    while (!Files.exists(file) || !Files.readString(file).contains(content)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void passesArgumentsAndWorkingDirectoryOnUnchanged() throws Exception {
    Outcome outcome = run(makeDistribution("dist"), "run", "a b", "*", "", "--x=$HOME");

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
    Path launcher = makeDistribution("some where/dist 1");
    Path bin = Files.createDirectories(dir.resolve("my bin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("one"), Path.of("../some where/dist 1/lakehouse"));
    Path absolute = Files.createSymbolicLink(dir.resolve("two"), relative);
    Path last = Files.createSymbolicLink(bin.resolve("three"), Path.of("../two"));

    assertThat(absolute).isSymbolicLink();
    assertThat(run(last, "version").out())
        .contains("arg " + launcher.toRealPath().resolveSibling("lib/lakehouse.jar") + "\n");
  }

  @Test
  void isFoundOnThePath() throws Exception {
    Path launcher = makeDistribution("dist");
    Path shell = Path.of("/bin/sh");

    Outcome outcome =
        start(
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
        start(makeDistribution("dist"), Map.of("LAKEHOUSE_JAVA_OPTS", "-Xmx2g -Dx=*"), "version")
            .await();

    assertThat(outcome.out().lines().toList())
        .containsSubsequence("arg -Xmx512m", "arg -Xmx2g", "arg -Dx=*", "arg -jar");
  }

  @Test
  void saysThatAnOutputWhichIsAFileIsNoTerminal() throws Exception {
    assertThat(run(makeDistribution("dist"), "version").out())
        .contains("arg -Dlakehouse.terminal.out=false", "arg -Dlakehouse.terminal.err=false");
  }

  @Test
  void makesTheArchiveOfClassesOnceForEachJava() throws Exception {
    Path launcher = makeDistribution("dist");
    Path other = makeJdk("other", "26");
    Path lib = dir.toRealPath().resolve("dist/lib");

    Outcome first = run(launcher, "version");
    Outcome second = run(launcher, "version");
    Outcome third =
        start(launcher, Map.of("LAKEHOUSE_JAVA_HOME", other.toString()), "version").await();

    assertThat(first.out())
        .contains("arg -XX:SharedArchiveFile=" + lib.resolve("lakehouse-25.0.1.jsa") + "\n");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(third.out())
        .contains("arg -XX:SharedArchiveFile=" + lib.resolve("lakehouse-26.jsa") + "\n");
    assertThat(dir.resolve("archives")).hasContent("made\nmade\n");
    assertThat(lib)
        .isDirectoryNotContaining("glob:**.jsa.*")
        .isDirectoryContaining("glob:**/lakehouse-26.jsa");
  }

  @Test
  void startsWithoutAnArchiveWhereJavaMakesNone() throws Exception {
    Path launcher = makeDistribution("dist");
    script(jdk.resolve("bin/java"), "echo run >>\"$TEST_DIR/runs\"; echo \"$1 $2 $3 $4\"");

    Outcome first = run(launcher, "version");
    Outcome second = run(launcher, "version");

    assertThat(first.out()).contains("-Xshare:auto").doesNotContain("SharedArchiveFile");
    assertThat(second).isEqualTo(first);
    assertThat(Files.readAllLines(dir.resolve("runs"))).hasSize(3);
  }

  @Test
  void refusesTheJavaThatTheUserChoseIfItIsTooOld() throws Exception {
    Path old = makeJdk("old", "17.0.15");

    Outcome outcome =
        start(makeDistribution("dist"), Map.of("LAKEHOUSE_JAVA_HOME", old.toString()), "version")
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
    Path old = makeJdk("old", "1.8.0_402");
    Path early = makeJdk("early", "26-ea");
    Files.createSymbolicLink(tools.resolve("java"), early.resolve("bin/java"));
    script(early.resolve("bin/java"), "echo the early one");

    Outcome outcome =
        start(
                makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_HOME", "", "JAVA_HOME", old.toString()),
                "version")
            .await();

    assertThat(outcome.out()).isEqualTo("the early one\n");
  }

  @Test
  void prefersJavaHomeToThePath() throws Exception {
    Path other = makeJdk("other", "25");
    script(other.resolve("bin/java"), "echo the other one");
    Files.createSymbolicLink(tools.resolve("java"), other.resolve("bin/java"));

    Outcome outcome =
        start(
                makeDistribution("dist"),
                Map.of("LAKEHOUSE_JAVA_HOME", "", "JAVA_HOME", jdk.toString()),
                "version")
            .await();

    assertThat(outcome.out()).contains("arg -jar");
  }

  @Test
  void buildsASourceTreeOnFirstUseOnlyWithOneLine() throws Exception {
    Path launcher = makeSourceTree("source tree");

    Outcome first = run(launcher, "version");
    Outcome second = run(launcher, "version");

    assertThat(first.exitCode()).isZero();
    assertThat(first.err())
        .matches(
            "Building Lakehouse Orchestrator \\(first use only, about a minute\\) \\.\\.\\. done in \\d+ s\n");
    assertThat(first.out())
        .contains("arg " + launcher.toRealPath().resolveSibling("app/target/lib/lakehouse.jar"));
    assertThat(second.err()).isEmpty();
    assertThat(mavenCalls())
        .singleElement()
        .asString()
        .startsWith("JAVA_HOME=" + jdk)
        .contains("-pl app -am", "-P launcher,", "package");
  }

  @Test
  void buildsAgainWhenASourceIsNewerThanTheBuild() throws Exception {
    Path launcher = makeSourceTree("source");
    run(launcher, "version");
    Path source = launcher.resolveSibling("app/src/main/java/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));

    Outcome outcome = run(launcher, "version");

    assertThat(outcome.err())
        .startsWith("Building Lakehouse Orchestrator (sources have changed) ... done in ");
    assertThat(mavenCalls()).hasSize(2);
  }

  @Test
  void buildsOnceWhenTwoStartAtOnce() throws Exception {
    Path launcher = makeSourceTree("source");
    Path hold = Files.writeString(dir.resolve("hold"), "");

    Launch first = start(launcher, Map.of(), "version");
    awaitContent(dir.resolve("maven-calls"), "package");
    Launch second = start(launcher, Map.of(), "version");
    awaitContent(second.err(), "Waiting for another build");
    Files.delete(hold);

    assertThat(first.await().exitCode()).isZero();
    assertThat(second.await())
        .isEqualTo(
            new Outcome(
                0,
                Files.readString(first.out()),
                "Waiting for another build of Lakehouse Orchestrator ... done\n"));
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void takesOverTheLockOfABuildThatDied() throws Exception {
    Path launcher = makeSourceTree("source");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = launcher.resolveSibling("app/target/build.lock");
    Files.createDirectories(lock.getParent());
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));

    Outcome outcome = run(launcher, "version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("arg -jar");
    assertThat(lock).doesNotExist();
  }

  @Test
  void showsTheEndOfTheLogWhenTheBuildFails() throws Exception {
    Path launcher = makeSourceTree("source");
    Path obstacle = Files.writeString(dir.resolve("break"), "");

    Outcome broken = run(launcher, "version");
    Files.delete(obstacle);
    Outcome mended = run(launcher, "version");

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
    Path launcher = makeSourceTree("source");
    Files.delete(maven);
    Path bin = Files.createDirectories(dir.resolve("bin"));
    for (String tool :
        List.of("readlink", "mkdir", "ln", "rm", "find", "date", "touch", "tail", "mv")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }

    Outcome outcome = start(launcher, Map.of("PATH", bin.toString()), "version").await();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("Maven", "is not installed", "remedy: Install Maven");
  }
}
