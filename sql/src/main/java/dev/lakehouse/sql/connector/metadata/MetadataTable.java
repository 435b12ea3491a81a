package dev.lakehouse.sql.connector.metadata;

import static java.util.Objects.requireNonNull;

import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.FixedPageSource;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SystemTable;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table whose rows are worked out when it is read. Immutable. */
public final class MetadataTable implements SystemTable {
  private final ConnectorTableMetadata metadata;
  private final Rows rows;

  /** Works out the rows, each with a value for every column as {@link ValueWriter} takes it. */
  @FunctionalInterface
  public interface Rows {
    /** Gives all rows to the consumer, in their order. */
    void forEach(ConnectorSession session, Consumer<List<?>> consumer);
  }

  public MetadataTable(SchemaTableName name, List<ColumnMetadata> columns, Rows rows) {
    this.metadata = new ConnectorTableMetadata(name, columns);
    this.rows = requireNonNull(rows, "rows is null");
  }

  static ColumnMetadata column(String name, Type type) {
    return new ColumnMetadata(name, type);
  }

  @Override
  public Distribution getDistribution() {
    return Distribution.SINGLE_COORDINATOR;
  }

  @Override
  public ConnectorTableMetadata getTableMetadata() {
    return metadata;
  }

  @Override
  public ConnectorPageSource pageSource(
      ConnectorTransactionHandle transaction,
      ConnectorSession session,
      TupleDomain<Integer> constraint) {
    List<Type> types = metadata.getColumns().stream().map(ColumnMetadata::getType).toList();
    PageBuilder builder = new PageBuilder(types);
    List<Page> pages = new ArrayList<>();
    rows.forEach(
        session,
        row -> {
          if (builder.isFull()) {
            pages.add(builder.build());
            builder.reset();
          }
          builder.declarePosition();
          for (int i = 0; i < types.size(); i++) {
            ValueWriter.write(types.get(i), builder.getBlockBuilder(i), row.get(i));
          }
        });
    if (!builder.isEmpty()) {
      pages.add(builder.build());
    }
    return new FixedPageSource(pages);
  }
}
