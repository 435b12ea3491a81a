package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Variables that people set. Thread-safe. */
public final class VariableStore {
  private final StateDatabase database;

  public VariableStore(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /** The value of a variable; empty if it is not set. */
  public Optional<String> get(String name) {
    return database.inTransaction(handle ->
        handle
            .createQuery("SELECT value FROM variables WHERE name = :name")
            .bind("name", name)
            .mapTo(String.class)
            .findOne());
  }

  /** All that are set, by name. */
  public SortedMap<String, String> list() {
    SortedMap<String, String> all = new TreeMap<>();
    database.useTransaction(handle -> {
      all.clear();
      handle
          .createQuery("SELECT name, value FROM variables")
          .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
          .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    });
    return all;
  }

  /** Sets a variable. */
  public void set(String name, String value) {
    database.useTransaction(handle ->
        handle
            .createUpdate(
                """
                INSERT INTO variables (name, value) VALUES (:name, :value)
                ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, changed_at = now()\
                """)
            .bind("name", name)
            .bind("value", value)
            .execute());
  }

  /** Deletes a variable; false if it was not set. */
  public boolean delete(String name) {
    return database.inTransaction(handle ->
        handle.createUpdate("DELETE FROM variables WHERE name = :name").bind("name", name).execute()
            > 0);
  }
}
