package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.rest.RESTCompatibilityKitSuite;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.SelectMethod;
import org.junit.platform.suite.api.Suite;

/**
 * Apache Iceberg's REST compatibility kit, whole, against our server. It takes its settings from
 * system properties.
 */
@Suite
@SelectClasses(RESTCompatibilityKitSuite.class)
@SelectMethod(type = NestedAndSlashedNames.class, name = "testDropNamespaceWithNestedNamespace")
@SelectMethod(type = NestedAndSlashedNames.class, name = "testListNestedNamespaces")
@SelectMethod(type = NestedAndSlashedNames.class, name = "testNamespaceWithSlash")
@SelectMethod(type = NestedAndSlashedNames.class, name = "testTableNameWithSlash")
@ConfigurationParameter(key = "rck.local", value = "false")
class IcebergCompatibilityKitTest {
  private static Path home;
  private static Path store;
  private static RunningCatalog running;
  private static Map<String, String> settings;

  private IcebergCompatibilityKitTest() {}

  @BeforeSuite
  static void start() throws IOException {
    home = Files.createTempDirectory("compatibility-kit");
    // One test moves a metadata file away by java.nio, with the file's location for its path. A
    // path
    // that is "s3://bucket/key" lies in the directory "s3:" of the working directory: so does the
    // store.
    store = Path.of("s3:").toAbsolutePath();
    deleteTree(store);
    running = RunningCatalog.startWithLocalFiles(home, store);
    settings = new HashMap<>(RunningCatalog.S3_CLIENT);
    settings.put("uri", running.uri().toString());
    settings.put("io-impl", SchemeFileIO.class.getName());
    settings.put("rck.requires-namespace-create", "true");
    settings.put("rck.supports-serverside-retry", "true");
    settings.put("rck.supports-names-with-dot", "true");
    settings.put("rck.supports-variant", "true");
    settings.forEach(System::setProperty);
  }

  @AfterSuite
  static void stop() throws IOException {
    settings.keySet().forEach(System::clearProperty);
    running.close();
    deleteTree(store);
    deleteTree(home);
  }

  private static void deleteTree(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
