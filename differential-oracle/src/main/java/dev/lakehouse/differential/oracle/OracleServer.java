package dev.lakehouse.differential.oracle;

import io.airlift.configuration.ConfigurationLoader;
import io.airlift.log.Level;
import io.airlift.log.Logging;
import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.plugin.tpch.TpchPlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A Trino server on a free port of the loopback interface, with these catalogs: {@code iceberg}
 * (tables in a directory), {@code memory}, {@code tpch} (generated, as is {@code tpcds}).
 *
 * <p>{@code OracleServer DIRECTORY}: the tables' directory, which must exist; the server's address
 * is written to the file {@code address} in it once the server can be asked. If {@code
 * iceberg.properties} is in it, a catalog's file as Trino's servers have them, that is the only
 * catalog. It ends when its standard input ends, so that it never outlives who started it.
 */
public final class OracleServer {
  private OracleServer() {}

  /** Runs until standard input ends. */
  public static void main(String[] arguments) {
    try {
      serve(Path.of(arguments[0]));
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      // Trino's threads would keep a process alive that nobody can ask.
      System.exit(1);
    }
  }

  private static void serve(Path directory) throws Exception {
    try (DistributedQueryRunner runner = start(directory)) {
      Path written = directory.resolve("address.new");
      Files.writeString(
          written, runner.getCoordinator().getBaseUrl().toString(), StandardCharsets.UTF_8);
      Files.move(written, directory.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
      while (System.in.read() >= 0) {
        // Nothing is said to us: only the end counts.
      }
    }
  }

  private static DistributedQueryRunner start(Path directory) throws Exception {
    DistributedQueryRunner runner =
        DistributedQueryRunner.builder(TestingSession.testSessionBuilder().build())
            .setWorkerCount(0)
            .build();
    Logging logging = Logging.initialize();
    logging.setLevel("io.trino", Level.WARN);
    // It says so whenever a client has closed a statement that still had rows.
    logging.setLevel("io.trino.operator.HttpPageBufferClient", Level.OFF);
    runner.installPlugin(new IcebergPlugin());
    Path given = directory.resolve("iceberg.properties");
    if (Files.exists(given)) {
      Map<String, String> catalog =
          new HashMap<>(ConfigurationLoader.loadPropertiesFrom(given.toString()));
      runner.createCatalog("iceberg", catalog.remove("connector.name"), catalog);
      return runner;
    }
    runner.createCatalog("iceberg", "iceberg", catalogOfFiles(directory));
    runner.installPlugin(new TpchPlugin());
    runner.createCatalog("tpch", "tpch", Map.of("tpch.splits-per-node", "1"));
    runner.installPlugin(new TpcdsPlugin());
    runner.createCatalog("tpcds", "tpcds", Map.of());
    runner.installPlugin(new MemoryPlugin());
    runner.createCatalog("memory", "memory", Map.of());
    return runner;
  }

  private static Map<String, String> catalogOfFiles(Path directory) {
    return Map.of(
        "iceberg.catalog.type",
        "TESTING_FILE_METASTORE",
        "hive.metastore.catalog.dir",
        "local:///metastore",
        "fs.native-local.enabled",
        "true",
        "local.location",
        directory.toString(),
        "iceberg.register-table-procedure.enabled",
        "true");
  }
}
