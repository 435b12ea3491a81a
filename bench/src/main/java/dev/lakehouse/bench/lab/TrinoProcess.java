package dev.lakehouse.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real Trino server in a process of its own: coordinator and worker in one, on a free port of the
 * loopback interface. What is not said here is as Trino has it by default.
 */
public final class TrinoProcess implements AutoCloseable {
  /** Its heap. */
  public static final long HEAP_BYTES = 4L << 30;

  private static final String MAIN = "dev.lakehouse.differential.oracle.ConfiguredServer";
  private static final int LINES_OF_LOG = 30;
  private static final long SECONDS_TO_STOP = 20;

  // Those that Trino's documentation tells its administrators to use.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx" + HEAP_BYTES,
          "-XX:+UseG1GC",
          "-XX:G1HeapRegionSize=32M",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-OmitStackTraceInFastThrow",
          "-XX:ReservedCodeCacheSize=512M",
          "-XX:PerMethodRecompilationCutoff=10000",
          "-XX:PerBytecodeRecompilationCutoff=10000",
          "-Djdk.attach.allowAttachSelf=true",
          "-Djdk.nio.maxCachedBufferSize=2000000",
          "-Dfile.encoding=UTF-8",
          "-XX:+EnableDynamicAgentLoading",
          "--add-modules=jdk.incubator.vector",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final TemporaryDirectory directory;
  private final Process process;
  private final URI uri;

  private TrinoProcess(TemporaryDirectory directory, Process process, URI uri) {
    this.directory = directory;
    this.process = process;
    this.uri = uri;
  }

  /**
   * Starts one, and waits until it can be asked.
   *
   * @param name what its only catalog is called
   * @param catalog the catalog's file, of the connector for Iceberg
   */
  public static TrinoProcess start(
      TrinoLibraries libraries, String name, Map<String, String> catalog) {
    TemporaryDirectory directory = TemporaryDirectory.create();
    try {
      int port = freePort();
      configure(directory.path(), port, name, catalog);
      install(directory.path(), libraries);
      Process process = run(directory.path(), libraries);
      return new TrinoProcess(directory, process, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      directory.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void configure(Path directory, int port, String name, Map<String, String> catalog)
      throws IOException {
    Path catalogs = Files.createDirectory(directory.resolve("catalog"));
    Path cache = Files.createDirectory(directory.resolve("cache"));
    write(
        directory.resolve("config.properties"),
        Map.of(
            "node.environment",
            "bench",
            "node.bind-ip",
            "127.0.0.1",
            "node.internal-address",
            "127.0.0.1",
            "coordinator",
            "true",
            "node-scheduler.include-coordinator",
            "true",
            "http-server.http.port",
            Integer.toString(port),
            "discovery.uri",
            "http://127.0.0.1:" + port,
            "plugin.dir",
            directory.resolve("plugin").toString(),
            "catalog.config-dir",
            catalogs.toString(),
            // What DuckDB has for ours and for the peer.
            "query.max-memory-per-node",
            Workbench.SQL_MEMORY_BYTES + "B"));
    Map<String, String> cached = new HashMap<>(catalog);
    // Files are read from the local disk, as DuckDB reads them, once each has been read once.
    cached.put("fs.cache.enabled", "true");
    cached.put("fs.cache.directories", cache.toString());
    cached.put("fs.cache.max-disk-usage-percentages", "90");
    write(catalogs.resolve(name + ".properties"), cached);
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    Files.write(
        file,
        properties.entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue())
            .toList());
  }

  /** A plugin is a directory of jars; the file of services is not in the jar that is published. */
  private static void install(Path directory, TrinoLibraries libraries) throws IOException {
    Path plugin = directory.resolve("plugin/iceberg");
    Path services = plugin.resolve("services/META-INF/services");
    Files.createDirectories(services);
    Files.writeString(
        services.resolve("io.trino.spi.Plugin"), "io.trino.plugin.iceberg.IcebergPlugin\n");
    for (Path jar : libraries.jars()) {
      Files.createSymbolicLink(plugin.resolve(jar.getFileName()), jar);
    }
  }

  private static Process run(Path directory, TrinoLibraries libraries) throws IOException {
    Path started = directory.resolve("started");
    Path log = directory.resolve("server.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-Dconfig=" + directory.resolve("config.properties"));
    command.addAll(List.of("-cp", libraries.classPath(), MAIN, started.toString()));
    try (WatchService made = directory.getFileSystem().newWatchService()) {
      directory.register(made, StandardWatchEventKinds.ENTRY_CREATE);
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        while (!Files.exists(started)) {
          if (!process.isAlive()) {
            throw new IllegalStateException("Trino did not start:\n" + endOf(log));
          }
          WatchKey key = made.poll(1, TimeUnit.SECONDS);
          if (key != null) {
            key.pollEvents();
            key.reset();
          }
        }
        return process;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
        throw new IllegalStateException("interrupted while Trino starts", e);
      }
    }
  }

  private static String endOf(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
  }

  /** Where its clients connect. */
  public URI uri() {
    return uri;
  }

  /** Stops it, and deletes what it left. */
  @Override
  public void close() {
    try (directory) {
      process.getOutputStream().close();
      process
          .onExit()
          .orTimeout(SECONDS_TO_STOP, TimeUnit.SECONDS)
          .exceptionallyCompose(_ -> process.destroyForcibly().onExit())
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
