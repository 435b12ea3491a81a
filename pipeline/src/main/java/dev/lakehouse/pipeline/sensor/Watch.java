package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.table.store.ObjectPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a sensor watches. */
public sealed interface Watch {
  /** What it is, for people; another text is another watch. */
  String text();

  /**
   * Objects below a prefix.
   *
   * @param prefix how their names begin
   * @param name which of them count; empty for all
   */
  record Objects(ObjectPath prefix, Optional<NamePattern> name) implements Watch {
    public Objects {
      requireNonNull(prefix, "prefix is null");
      requireNonNull(name, "name is null");
    }

    /** True if it is about this object. */
    public boolean covers(ObjectPath object) {
      return object.bucket().equals(prefix.bucket())
          && object.key().startsWith(prefix.key())
          && name.map(pattern -> pattern.matches(object.name())).orElse(true);
    }

    @Override
    public String text() {
      return "objects in " + prefix + name.map(pattern -> " named " + pattern).orElse("");
    }
  }

  /** Snapshots of a table. */
  record Snapshots(TableIdentifier table) implements Watch {
    public Snapshots {
      requireNonNull(table, "table is null");
    }

    @Override
    public String text() {
      return "snapshots of " + table;
    }
  }

  /**
   * A condition in SQL.
   *
   * @param sql a statement that gives one boolean
   */
  record Condition(String sql) implements Watch {
    public Condition {
      requireNonNull(sql, "sql is null");
    }

    @Override
    public String text() {
      return "the condition " + sql.strip().replaceAll("\\s+", " ");
    }
  }

  /**
   * Runs of another pipeline.
   *
   * @param states how they must end
   */
  record Ends(String pipeline, List<RunState> states) implements Watch {
    public Ends {
      requireNonNull(pipeline, "pipeline is null");
      states = states.stream().distinct().sorted().toList();
    }

    @Override
    public String text() {
      return "runs of %s that end with %s"
          .formatted(
              pipeline,
              states.stream()
                  .map(state -> state.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(" or ")));
    }
  }
}
