package dev.lakehouse.differential.oracle;

import io.trino.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trino's server as its administrators run it: with the files of a configuration, and with Trino's
 * defaults for what they leave open. {@link OracleServer} is made small for tests, and is no
 * measure of how fast Trino is.
 *
 * <p>{@code ConfiguredServer FILE}: the file is made once the server can be asked. The system
 * property {@code config} names {@code config.properties}. It ends when its standard input ends, so
 * that it never outlives who started it.
 */
public final class ConfiguredServer {
  private ConfiguredServer() {}

  /** Runs until standard input ends; a server that cannot start ends the process with 100. */
  public static void main(String[] arguments) throws IOException {
    new Server().start(Server.class.getPackage().getImplementationVersion());
    Files.createFile(Path.of(arguments[0]));
    while (System.in.read() >= 0) {
      // Nothing is said to us: only the end counts.
    }
    System.exit(0);
  }
}
