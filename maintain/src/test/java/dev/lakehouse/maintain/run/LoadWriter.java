package dev.lakehouse.maintain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * A writer of rows of its own in a table that others write as well, who remembers what the table
 * has of it after each of its changes. One thread writes; others may ask what it has written.
 */
public final class LoadWriter {
  private static final int MOST_ROWS = 400;

  private final int number;
  private final String branch;
  private final Tables tables;
  private final TableIdentifier table;
  private final Random random;
  private final TreeMap<Long, String> rows = new TreeMap<>();
  private final CopyOnWriteArrayList<String> states = new CopyOnWriteArrayList<>();
  private final List<TableChange> tokens = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private int conflicts;
  private long nextId;

  /**
   * A writer.
   *
   * @param number no other writer of the table has it
   * @param seed what it does by chance depends on this and its number
   */
  public LoadWriter(int number, String branch, LoadTable table, long seed) {
    this.number = number;
    this.branch = branch;
    this.tables = table.tables();
    this.table = table.name();
    this.random = new Random(seed + number);
    states.add(text(rows));
  }

  /** Its number, which its rows have. */
  public int number() {
    return number;
  }

  /** The branch that it writes to. */
  public String branch() {
    return branch;
  }

  /** How many of its changes are certainly there. */
  public int done() {
    return done.get();
  }

  /** How many changes it has begun. */
  public int begun() {
    return states.size() - 1;
  }

  /** How often a change had to be worked out again. */
  int conflicts() {
    return conflicts;
  }

  /** Fails unless the rows are those after one of its changes of a time. */
  public void check(Map<Long, String> found, int from, int to) {
    String text = text(found);
    assertThat(IntStream.rangeClosed(from, to).mapToObj(states::get))
        .as("rows of writer %d after one of its changes %d to %d".formatted(number, from, to))
        .contains(text);
  }

  private static String text(Map<Long, String> rows) {
    return rows.entrySet().stream()
        .map(row -> row.getKey() + "=" + row.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Makes one change; now and then makes an old one again, which must not do anything. */
  public void write() {
    try (DuckSession session = tables.session()) {
      RowChange change = change(session);
      states.add(text(rows));
      Optional<String> token =
          random.nextInt(3) == 0
              ? Optional.of("writer %d change %d".formatted(number, done.get()))
              : Optional.empty();
      CommitStamp stamp = CommitStamp.none().onBranch(branch);
      CommitStamp stamped = token.map(stamp::withToken).orElse(stamp);
      ChangeResult result = apply(TableChange.of(change).stamped(stamped));
      assertThat(result.alreadyApplied()).isFalse();
      done.incrementAndGet();
      // A change that finds nothing to do makes no snapshot.
      if (token.isPresent() && result.snapshotId().isPresent()) {
        tokens.add(repeatable(stamped));
      }
    }
    if (!tokens.isEmpty() && random.nextInt(5) == 0) {
      TableChange again = tokens.get(random.nextInt(tokens.size()));
      assertThat(apply(again).alreadyApplied())
          .as("a change with the token %s, again", again.stamp().token())
          .isTrue();
    }
  }

  /** If it were not recognised it would take rows away. */
  private TableChange repeatable(CommitStamp stamp) {
    return TableChange.of(new RowChange.DeleteWhere(Expressions.equal("writer", number)))
        .stamped(stamp);
  }

  private ChangeResult apply(TableChange change) {
    while (true) {
      try {
        return tables.apply(table, change);
      } catch (LakehouseException e) {
        if (e.code() != ErrorCode.CONFLICT) {
          throw e;
        }
        conflicts++;
      }
    }
  }

  private RowChange change(DuckSession session) {
    if (rows.size() > MOST_ROWS) {
      return deletion();
    }
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        Map<Long, String> added = newRows();
        rows.putAll(added);
        yield new RowChange.Append(source(session, added));
      }
      case 2, 3 -> {
        Map<Long, String> changed = newRows();
        rows.keySet().stream()
            .filter(_ -> random.nextInt(10) == 0)
            .forEach(id -> changed.put(id, value()));
        rows.putAll(changed);
        yield new RowChange.Upsert(List.of("writer", "id"), source(session, changed));
      }
      case 4 -> {
        int part = random.nextInt(LoadTable.PARTS);
        Map<Long, String> added = newRows();
        added.keySet().removeIf(id -> id % LoadTable.PARTS != part);
        rows.keySet().removeIf(id -> id % LoadTable.PARTS == part);
        rows.putAll(added);
        yield new RowChange.ReplaceWhere(
            Expressions.and(Expressions.equal("writer", number), Expressions.equal("part", part)),
            source(session, added));
      }
      default -> deletion();
    };
  }

  private RowChange deletion() {
    long from = rows.isEmpty() ? 0 : rows.firstKey();
    long to = from + 1 + random.nextInt(60);
    rows.subMap(from, to).clear();
    Expression own = Expressions.equal("writer", number);
    return new RowChange.DeleteWhere(
        Expressions.and(
            own, Expressions.greaterThanOrEqual("id", from), Expressions.lessThan("id", to)));
  }

  private Map<Long, String> newRows() {
    TreeMap<Long, String> added = new TreeMap<>();
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      added.put(nextId++, value());
    }
    return added;
  }

  private String value() {
    return "v" + random.nextInt(1_000_000);
  }

  private RowSource source(DuckSession session, Map<Long, String> values) {
    String list =
        values.entrySet().stream()
            .map(row -> "(%d, '%s')".formatted(row.getKey(), row.getValue()))
            .collect(Collectors.joining(", "));
    String select =
        "SELECT %d AS writer, id, CAST(id %% %d AS INTEGER) AS part, value FROM (VALUES %s) AS v(id, value)"
            .formatted(number, LoadTable.PARTS, list.isEmpty() ? "(0, '')" : list);
    return new RowSource(session, list.isEmpty() ? select + " WHERE false" : select);
  }
}
