package dev.lakehouse.sql.trino;

import static io.airlift.concurrent.MoreFutures.getFutureValue;
import static java.util.Objects.requireNonNull;

import io.trino.Session;
import io.trino.metadata.Split;
import io.trino.metadata.TableHandle;
import io.trino.spi.Page;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.Type;
import io.trino.split.PageSourceProvider;
import io.trino.split.SplitSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The rows of a table that Trino or the connector works out: {@code information_schema}, the
 * catalog {@code system}, {@code "t$snapshots"}. They are read while the transaction is open. Not
 * thread-safe.
 */
public final class SystemRows implements AutoCloseable {
  private static final int SPLITS = 100;

  private final Session session;
  private final TableHandle table;
  private final List<ColumnHandle> columns;
  private final List<Type> types;
  private final SplitSource splitSource;
  private final PageSourceProvider pages;
  private final Queue<Split> splits = new ArrayDeque<>();
  private Optional<ConnectorPageSource> current = Optional.empty();

  SystemRows(
      Session session,
      TableHandle table,
      List<ColumnHandle> columns,
      List<Type> types,
      SplitSource splitSource,
      PageSourceProvider pages) {
    this.session = requireNonNull(session, "session is null");
    this.table = requireNonNull(table, "table is null");
    this.columns = List.copyOf(columns);
    this.types = List.copyOf(types);
    this.splitSource = requireNonNull(splitSource, "splitSource is null");
    this.pages = requireNonNull(pages, "pages is null");
  }

  /** The types of the columns, in the order of the scan's output symbols. */
  public List<Type> types() {
    return types;
  }

  /** The next rows, or empty after the last. */
  public Optional<Page> next() {
    while (true) {
      if (current.isEmpty() && !open()) {
        return Optional.empty();
      }
      ConnectorPageSource source = current.orElseThrow();
      SourcePage page = source.getNextSourcePage();
      if (page != null && page.getPositionCount() > 0) {
        return Optional.of(page.getPage());
      }
      if (source.isFinished()) {
        closeCurrent();
      } else if (page == null) {
        getFutureValue(source.isBlocked());
      }
    }
  }

  /** Opens the next split; false if there is none left. */
  private boolean open() {
    while (splits.isEmpty()) {
      if (splitSource.isFinished()) {
        return false;
      }
      splits.addAll(getFutureValue(splitSource.getNextBatch(SPLITS)).getSplits());
    }
    current =
        Optional.of(
            pages.createPageSource(session, splits.remove(), table, columns, DynamicFilter.EMPTY));
    return true;
  }

  private void closeCurrent() {
    Optional<ConnectorPageSource> source = current;
    current = Optional.empty();
    try {
      if (source.isPresent()) {
        source.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (splitSource) {
      closeCurrent();
    }
  }
}
