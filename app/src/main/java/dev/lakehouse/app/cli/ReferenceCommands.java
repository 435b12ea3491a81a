package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.SnapshotReferences;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code tables} that move what the names of snapshots point to. */
final class ReferenceCommands {
  private final CommandContext context;

  ReferenceCommands(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  List<Object> all() {
    return List.of(new Rollback(), new Tag(), new Branch(), new Publish());
  }

  /** What is done with a table, and what to print afterwards. */
  @FunctionalInterface
  private interface Change {
    String apply(SnapshotReferences references, Table table, TableIdentifier identifier);
  }

  private int change(String name, Change change) {
    try (Platform platform = context.openPlatform()) {
      Table table = TableName.load(platform.tables(), name);
      context
          .out()
          .println(change.apply(platform.tables().references(), table, TableName.parse(name)));
    }
    return ExitCode.DONE;
  }

  private static long snapshotOrCurrent(Long snapshot, Table table) {
    if (snapshot != null) {
      return snapshot;
    }
    if (table.currentSnapshot() == null) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT, table.name() + " has no snapshot yet", "write to it first");
    }
    return table.currentSnapshot().snapshotId();
  }

  @Command(
      name = "rollback",
      description = "Makes an earlier snapshot the current one; watermarks go back with it.")
  private final class Rollback implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as lakehouse.sales.")
    private String table;

    @Parameters(index = "1", paramLabel = "SNAPSHOT", description = "See 'tables history'.")
    private long snapshot;

    @Override
    public Integer call() {
      return change(
          table,
          (references, loaded, identifier) -> {
            references.rollback(identifier, snapshot);
            return "%s is as of snapshot %d".formatted(identifier, snapshot);
          });
    }
  }

  /** A command that makes or takes away a name of a snapshot. */
  private abstract class NamedSnapshot implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as lakehouse.sales.")
    private String table;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name, such as q1.")
    private String name;

    @Option(names = "--snapshot", paramLabel = "ID", description = "Default: the current one.")
    private Long snapshot;

    @Option(names = "--delete", description = "Take the name away.")
    private boolean delete;

    abstract void create(
        SnapshotReferences references, TableIdentifier identifier, String name, long snapshotId);

    abstract void drop(SnapshotReferences references, TableIdentifier identifier, String name);

    @Override
    public Integer call() {
      return change(
          table,
          (references, loaded, identifier) -> {
            if (delete) {
              drop(references, identifier, name);
              return "%s is gone from %s".formatted(name, identifier);
            }
            long target = snapshotOrCurrent(snapshot, loaded);
            create(references, identifier, name, target);
            return "%s is snapshot %d of %s".formatted(name, target, identifier);
          });
    }
  }

  @Command(name = "tag", description = "Gives a snapshot a name, or takes the name away.")
  private final class Tag extends NamedSnapshot {
    @Override
    void create(
        SnapshotReferences references, TableIdentifier identifier, String name, long snapshotId) {
      references.createTag(identifier, name, snapshotId);
    }

    @Override
    void drop(SnapshotReferences references, TableIdentifier identifier, String name) {
      references.dropTag(identifier, name);
    }
  }

  @Command(name = "branch", description = "Starts a branch at a snapshot, or takes one away.")
  private final class Branch extends NamedSnapshot {
    @Override
    void create(
        SnapshotReferences references, TableIdentifier identifier, String name, long snapshotId) {
      references.createBranch(identifier, name, snapshotId);
    }

    @Override
    void drop(SnapshotReferences references, TableIdentifier identifier, String name) {
      references.dropBranch(identifier, name);
    }
  }

  @Command(
      name = "publish",
      description = "Makes the rows of a branch the table's, and takes the branch away.")
  private final class Publish implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as lakehouse.sales.")
    private String table;

    @Parameters(index = "1", paramLabel = "BRANCH", description = "See 'tables history'.")
    private String branch;

    @Override
    public Integer call() {
      return change(
          table,
          (references, loaded, identifier) -> {
            SnapshotRef staged = loaded.refs().get(branch);
            if (staged == null || !staged.isBranch()) {
              throw LakehouseException.of(
                  ErrorCode.NOT_FOUND,
                  "%s has no branch '%s'".formatted(identifier, branch),
                  "'tables history' lists the branches");
            }
            references.publish(identifier, branch, staged.snapshotId());
            return "%s is at snapshot %d".formatted(identifier, staged.snapshotId());
          });
    }
  }
}
