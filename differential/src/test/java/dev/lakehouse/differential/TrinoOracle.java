package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.sql.remote.TrinoServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Trino server in a process of its own. Its answers are right by definition. */
final class TrinoOracle implements AutoCloseable {
  private final Process process;
  private final URI address;

  /**
   * Starts the server, and waits until it can be asked.
   *
   * @param directory for its tables and its log; must exist
   */
  TrinoOracle(Path directory) throws IOException, InterruptedException {
    this(directory, Map.of());
  }

  /**
   * Starts the server with a catalog {@code iceberg} that is not its own, and no other catalog.
   *
   * @param catalog what the catalog's file says, {@code connector.name} too; empty for its own
   */
  TrinoOracle(Path directory, Map<String, String> catalog)
      throws IOException, InterruptedException {
    if (!catalog.isEmpty()) {
      Files.write(
          directory.resolve("iceberg.properties"),
          catalog.entrySet().stream()
              .map(property -> property.getKey() + "=" + property.getValue())
              .toList());
    }
    Path log = directory.resolve("oracle.log");
    try (WatchService written = directory.getFileSystem().newWatchService()) {
      directory.register(written, StandardWatchEventKinds.ENTRY_CREATE);
      process = start(directory, log);
      Path address = directory.resolve("address");
      while (!Files.exists(address)) {
        if (!process.isAlive()) {
          throw new IllegalStateException("Trino did not start:\n" + Files.readString(log));
        }
        var key = written.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
      this.address = URI.create(Files.readString(address));
    }
  }

  private static Process start(Path directory, Path log) throws IOException {
    String classPath =
        System.getProperty("differential.oracle.classes")
            + java.io.File.pathSeparator
            + Files.readString(Path.of(System.getProperty("differential.oracle.class-path")))
                .strip();
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-XX:+UseParallelGC",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.timezone=UTC",
                "-cp",
                classPath,
                "dev.lakehouse.differential.oracle.OracleServer",
                directory.toString()))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log.toFile()))
        .start();
  }

  /** Speaks to the server as any client does. */
  SqlEngine engine() {
    return new TrinoEngine(TrinoServer.at(address));
  }

  /** Where its clients connect. */
  URI address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionallyCompose(_ -> process.destroyForcibly().onExit())
        .join();
  }
}
