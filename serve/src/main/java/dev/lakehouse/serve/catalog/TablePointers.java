package dev.lakehouse.serve.catalog;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * The pointers from tables to their current metadata, in the database table {@code iceberg_tables}
 * of Iceberg's JDBC catalog (its schema version V1). That catalog moves one pointer at a time; this
 * moves several, or none. Thread-safe.
 */
final class TablePointers {
  private static final String MOVE =
      """
      UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?
      WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?
        AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)
      """;
  private static final String CREATE =
      """
      INSERT INTO iceberg_tables
        (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)
      VALUES (?, ?, ?, ?, 'TABLE') ON CONFLICT DO NOTHING
      """;
  // SQLSTATE classes (PostgreSQL, appendix A): 08 connection exception, 57 operator intervention.
  private static final List<String> LOST_CONNECTION = List.of("08", "57");
  // Class 40: transaction rollback, by a deadlock or by serialisation.
  private static final String ROLLED_BACK = "40";

  private final DataSource database;
  private final String catalogName;

  /** The pointers of a catalog in a database. */
  TablePointers(DataSource database, String catalogName) {
    this.database = requireNonNull(database, "database is null");
    this.catalogName = requireNonNull(catalogName, "catalogName is null");
  }

  /**
   * A pointer's move.
   *
   * @param table the table, as the JDBC catalog names it
   * @param from where the pointer is; empty if the table is to be made
   * @param to where it shall be
   */
  record Move(TableIdentifier table, Optional<String> from, String to) {}

  /**
   * Moves all pointers in one transaction of the database.
   *
   * @throws ConflictException if one of them is not where it should be: nothing has moved
   * @throws ServiceUnavailableException if the database does not answer: nothing has moved
   * @throws CommitStateUnknownException if the database was lost while it committed
   */
  void moveAll(List<Move> moves) {
    // In one order everywhere, so that two commits never wait for each other.
    List<Move> ordered =
        moves.stream().sorted(Comparator.comparing(move -> move.table().toString())).toList();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (Move move : ordered) {
        move(connection, move);
      }
      commit(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void move(Connection connection, Move move) throws SQLException {
    int moved = move.from().isPresent() ? update(connection, move) : insert(connection, move);
    if (moved != 1) {
      // Closing the connection rolls the other moves back.
      throw new ConflictException("Table %s was changed by another commit".formatted(move.table()));
    }
  }

  private int update(Connection connection, Move move) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      String from = move.from().orElseThrow();
      statement.setString(1, move.to());
      statement.setString(2, from);
      statement.setString(3, catalogName);
      statement.setString(4, move.table().namespace().toString());
      statement.setString(5, move.table().name());
      statement.setString(6, from);
      return statement.executeUpdate();
    }
  }

  private int insert(Connection connection, Move move) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
      statement.setString(1, catalogName);
      statement.setString(2, move.table().namespace().toString());
      statement.setString(3, move.table().name());
      statement.setString(4, move.to());
      return statement.executeUpdate();
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (e.getSQLState() == null || LOST_CONNECTION.contains(e.getSQLState().substring(0, 2))) {
        throw new CommitStateUnknownException(e);
      }
      throw e;
    }
  }

  private static RuntimeException failed(SQLException e) {
    if (e.getSQLState() != null && e.getSQLState().startsWith(ROLLED_BACK)) {
      return new ConflictException("The database rolled the commit back: " + e.getMessage());
    }
    return new ServiceUnavailableException(
        e, "The catalog's database refused the commit: %s", e.getMessage());
  }

  /** A pointer was not where it should be; another try may find it where it is then. */
  static final class ConflictException extends RuntimeException {
    ConflictException(String message) {
      super(message);
    }
  }
}
