package dev.lakehouse.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. Thread-safe. */
public final class ProductVersion implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  /** The version alone, such as {@code 0.1.0}. */
  public String number() {
    try (InputStream in = ProductVersion.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The product's name with its version. */
  public String line() {
    return "Lakehouse Orchestrator " + number();
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
