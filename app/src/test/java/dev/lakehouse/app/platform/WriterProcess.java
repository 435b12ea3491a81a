package dev.lakehouse.app.platform;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * What a child process does: writes to one table, round by round, in three ways, and tells the
 * token of each change when it is made. Each round
 *
 * <ul>
 *   <li>appends ten rows of its own,
 *   <li>upserts five rows that all writers share and five of its own,
 *   <li>replaces the ten rows that it put there in the round before.
 * </ul>
 */
final class WriterProcess {
  static final TableIdentifier TABLE = TableIdentifier.of("lakehouse", "shared");
  static final String READY = "ready";

  /** The ways, in the order of a round. */
  static final List<String> WAYS = List.of("append", "upsert", "replace");

  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "source", Types.StringType.get()),
          optional(3, "round", Types.IntegerType.get()));

  private WriterProcess() {}

  /** The token of a change. */
  static String token(int writer, int round, String way) {
    return "%d-%d-%s".formatted(writer, round, way);
  }

  /** The home, the writer's number from 1, how many rounds. */
  public static void main(String[] arguments) throws IOException {
    int writer = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    try (Platform platform = Platform.open(Lake.settings(Optional.empty()), Path.of(arguments[0]));
        DuckSession session = platform.tables().session()) {
      System.out.println(READY);
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      for (int round = 1; round <= rounds; round++) {
        for (String way : WAYS) {
          String token = token(writer, round, way);
          platform
              .tables()
              .apply(
                  TABLE,
                  TableChange.of(change(way, writer, round, session))
                      .creating(TableDefinition.of(SCHEMA))
                      .stamped(CommitStamp.none().withToken(token)));
          System.out.println(token);
        }
      }
    }
  }

  private static RowChange change(String way, int writer, int round, DuckSession session) {
    String source = way + "-" + writer;
    long own = writer * 1_000_000L;
    String rows =
        "SELECT %%s AS id, '%s' AS source, %d AS round FROM range(10)".formatted(source, round);
    return switch (way) {
      case "append" ->
          new RowChange.Append(
              new RowSource(session, rows.formatted("%d + range".formatted(own + round * 10L))));
      case "upsert" ->
          new RowChange.Upsert(
              List.of("id"),
              new RowSource(
                  session,
                  rows.formatted("if(range < 5, range, %d + range)".formatted(own + 500_000))));
      case "replace" ->
          new RowChange.ReplaceWhere(
              Expressions.equal("source", source),
              new RowSource(session, rows.formatted("%d + range".formatted(own + 900_000))));
      default -> throw new IllegalArgumentException(way);
    };
  }
}
