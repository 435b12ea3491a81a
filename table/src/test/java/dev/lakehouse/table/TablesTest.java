package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

/** Tables that are looked up by their names. */
class TablesTest extends LakehouseContract {
  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  @Test
  void ofManyNamesThoseOfTablesAreFound() {
    createOrders();
    TableIdentifier first = orders;
    nameTable();
    createOrders();
    TableIdentifier dropped = TableIdentifier.of("shop", "dropped");
    tables.create(dropped, TableDefinition.of(ORDERS));
    tables.definitions().drop(dropped);

    Map<TableIdentifier, Table> found =
        tables.find(
            List.of(
                dropped,
                orders,
                TableIdentifier.of("shop", "never"),
                first,
                TableIdentifier.of("nowhere", orders.name())));

    assertThat(found).containsOnlyKeys(first, orders);
    assertThat(found.get(first).location()).isEqualTo(tables.load(first).location());
    assertThat(found.get(orders).location()).isEqualTo(tables.load(orders).location());
    assertThat(tables.find(Set.of())).isEmpty();
  }
}
