package dev.lakehouse.table;

import static dev.lakehouse.table.IcebergErrors.committed;
import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views of a lakehouse, in Iceberg's view format; each change is one commit. Thread-safe.
 *
 * <p>All methods report a database or store that fails as a {@link LakehouseException} UNAVAILABLE,
 * something that is missing as NOT_FOUND and something that is in the way as ALREADY_EXISTS.
 */
public final class Views {
  private static final Logger log = LoggerFactory.getLogger(Views.class);

  private final LakehouseCatalog catalog;

  Views(LakehouseCatalog catalog) {
    this.catalog = requireNonNull(catalog, "catalog is null");
  }

  /** The names of the views in a namespace; none if it is not there. */
  public List<TableIdentifier> list(Namespace namespace) {
    return translated(
            "list the views of " + namespace,
            () ->
                catalog.namespaceExists(namespace)
                    ? catalog.listViews(namespace)
                    : List.<TableIdentifier>of())
        .stream()
        .sorted((left, right) -> left.name().compareTo(right.name()))
        .toList();
  }

  /** A view as it is now, or empty if there is none. */
  public Optional<View> find(TableIdentifier identifier) {
    return translated(
        "read " + identifier,
        () -> {
          try {
            return Optional.of(catalog.loadView(identifier));
          } catch (NoSuchViewException e) {
            log.trace("no view {}", identifier, e);
            return Optional.empty();
          }
        });
  }

  /**
   * Makes a view.
   *
   * @param definition sets its columns, its text and its properties
   * @param replace true if an existing view gets a new version
   */
  public void create(
      TableIdentifier identifier, Consumer<ViewBuilder> definition, boolean replace) {
    committed(
        "make " + identifier,
        () -> {
          ViewBuilder builder = catalog.buildView(identifier);
          definition.accept(builder);
          return replace ? builder.createOrReplace() : builder.create();
        });
  }

  /** Changes a view by one of Iceberg's updates, which commits itself. */
  public void change(TableIdentifier identifier, Consumer<View> change) {
    committed(
        "change " + identifier,
        () -> {
          change.accept(find(identifier).orElseThrow(() -> missing(identifier)));
          return true;
        });
  }

  /** Gives a view another name. */
  public void rename(TableIdentifier from, TableIdentifier to) {
    committed(
        "rename " + from,
        () -> {
          catalog.renameView(from, to);
          return true;
        });
  }

  /** Drops a view. */
  public void drop(TableIdentifier identifier) {
    if (!committed("drop " + identifier, () -> catalog.dropView(identifier))) {
      throw missing(identifier);
    }
  }

  private static LakehouseException missing(TableIdentifier identifier) {
    return LakehouseException.of(ErrorCode.NOT_FOUND, "there is no view " + identifier);
  }
}
