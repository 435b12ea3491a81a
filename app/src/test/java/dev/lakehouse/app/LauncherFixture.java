package dev.lakehouse.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Source trees and distributions with the launcher script in them. Java and Maven are small scripts
 * here, that tell how they were called.
 */
final class LauncherFixture implements AutoCloseable {
  private static final Path SCRIPT = Path.of("..", "lakehouse");

  record Outcome(int exitCode, String out, String err) {}

  /** A launcher that runs, with files for what it prints. */
  record Launch(Process process, Path out, Path err) {
    Outcome await() throws IOException, InterruptedException {
      int exitCode = process.waitFor();
      return new Outcome(exitCode, Files.readString(out), Files.readString(err));
    }
  }

  private final Path dir;
  private final Path tools;
  private final Path jdk;
  private final List<Process> processes = new ArrayList<>();

  /** Makes a JDK and a Maven in the directory. */
  LauncherFixture(Path dir) throws IOException {
    this.dir = dir;
    tools = Files.createDirectories(dir.resolve("tools"));
    jdk = makeJdk("a jdk", "25.0.1");
    // Builds a jar that is nothing but there, once it may go on.
    script(
        tools.resolve("mvn"),
        """
        echo "JAVA_HOME=$JAVA_HOME $*" >>"$TEST_DIR/maven-calls"
        while [ -e "$TEST_DIR/hold" ]; do sleep 0.02; done
        while [ "$1" != -f ]; do shift; done
        [ ! -e "$TEST_DIR/break" ] || { echo "[ERROR] it does not compile"; exit 1; }
        mkdir -p "${2%/*}/app/target/lib"
        : >"${2%/*}/app/target/lib/lakehouse.jar"
        """);
  }

  /** Ends what still runs. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().join();
    }
  }

  Path makeJdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(dir.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/javac"), "exit 1");
    script(
        home.resolve("bin/java"),
        """
        for argument in "$@"; do
          case $argument in
            -XX:AOTCacheOutput=*)
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

  Path makeDistribution(String name) throws IOException {
    Path root = Files.createDirectories(dir.resolve(name));
    Files.createDirectories(root.resolve("lib"));
    Files.writeString(root.resolve("lib/lakehouse.jar"), "");
    return copyScriptInto(root);
  }

  Path makeSourceTree(String name) throws IOException {
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

  static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Launch start(Path launcher, Map<String, String> environment, String... arguments)
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

  Outcome run(Path launcher, String... arguments) throws IOException, InterruptedException {
    return start(launcher, Map.of(), arguments).await();
  }

  List<String> mavenCalls() throws IOException {
    Path calls = dir.resolve("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  static void awaitContent(Path file, String content) throws IOException, InterruptedException {
    while (!Files.exists(file) || !Files.readString(file).contains(content)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** A directory on the PATH. */
  Path tools() {
    return tools;
  }

  /** The home of the Java that the launcher is told to use. */
  Path jdk() {
    return jdk;
  }
}
