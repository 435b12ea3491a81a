package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.sql.remote.TrinoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One lakehouse for all test classes of a run, and a Trino of one's own on its catalog. A class
 * takes a schema that no other has.
 */
public final class TwoEngines implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TwoEngines.class);

  /** Both, running; stopped at the end of the run. */
  static final class Running implements AutoCloseable {
    private final Path directory;
    private final ServedLakehouse lakehouse;
    private final TrinoOracle trino;

    private Running(Path directory) throws IOException, InterruptedException {
      this.directory = directory;
      lakehouse = new ServedLakehouse(Files.createDirectory(directory.resolve("home")));
      try {
        trino =
            new TrinoOracle(
                Files.createDirectory(directory.resolve("trino")), lakehouse.trinoCatalog());
      } catch (IOException | InterruptedException | RuntimeException e) {
        lakehouse.close();
        throw e;
      }
    }

    ServedLakehouse lakehouse() {
      return lakehouse;
    }

    TrinoOracle trino() {
      return trino;
    }

    /** A client of our engine, which speaks to it as to any Trino. */
    SqlEngine ours() {
      return new TrinoEngine(TrinoServer.at(lakehouse.trino()));
    }

    /** A client of the Trino. */
    SqlEngine theirs() {
      return trino.engine();
    }

    @Override
    public void close() throws IOException {
      trino.close();
      lakehouse.close();
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
  }

  private static Running running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "running",
            key -> {
              try {
                return new Running(Files.createTempDirectory("two-engines"));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
            },
            Running.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context);
  }
}
