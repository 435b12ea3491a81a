package dev.lakehouse.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One thing for all test classes of a run, which take it as a parameter; opened for the first of
 * them, closed after the last.
 */
public abstract class OncePerRun<T extends Closeable>
    implements BeforeAllCallback, ParameterResolver {
  private final Class<T> type;

  protected OncePerRun(Class<T> type) {
    this.type = type;
  }

  /** Opens it, with its files in a directory that is deleted afterwards. */
  protected abstract T open(Path directory) throws Exception;

  private record Opened<T extends Closeable>(T thing, TestDirectory directory)
      implements Closeable {
    @Override
    public void close() throws IOException {
      try (directory) {
        thing.close();
      }
    }
  }

  private Opened<T> open() {
    try {
      TestDirectory directory = TestDirectory.create("lakehouse-test");
      return new Opened<>(open(directory.path()), directory);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExtensionConfigurationException("interrupted", e);
    } catch (Exception e) {
      throw new ExtensionConfigurationException("cannot open the " + type.getSimpleName(), e);
    }
  }

  private T thing(ExtensionContext context) {
    return type.cast(
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(type))
            .computeIfAbsent(Opened.class, key -> open(), Opened.class)
            .thing());
  }

  @Override
  public final void beforeAll(ExtensionContext context) {
    thing(context);
  }

  @Override
  public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == type;
  }

  @Override
  public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return thing(context);
  }
}
