package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import dev.lakehouse.table.catalog.Database;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The schema of the platform's PostgreSQL that remembers runs, with connections of its own.
 * Thread-safe.
 */
public final class StateDatabase implements AutoCloseable {
  /** The schema. */
  public static final String SCHEMA = "orchestrator";

  private static final int CONNECTIONS = 12;
  private static final int ATTEMPTS = 20;

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private StateDatabase(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
  }

  /**
   * Opens it, and brings its tables to the form that this version wants.
   *
   * @throws LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public static StateDatabase open(Database database) {
    requireNonNull(database, "database is null");
    HikariDataSource pool = database.pool("orchestrator", CONNECTIONS, SCHEMA);
    try {
      Flyway.configure()
          .dataSource(pool)
          .schemas(SCHEMA)
          .locations("classpath:dev/lakehouse/pipeline/state")
          .load()
          .migrate();
      return new StateDatabase(pool);
    } catch (FlywayException e) {
      pool.close();
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot prepare the schema %s of %s: %s"
                  .formatted(SCHEMA, database.settings().url(), RootCause.message(e)),
              "the user %s needs the right to make a schema in this database"
                  .formatted(database.settings().user()))
          .causedBy(e);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** Connections that see the schema. */
  public DataSource connections() {
    return pool;
  }

  /**
   * Does something in one transaction. It is done again if PostgreSQL says that it was in the way
   * of another.
   *
   * @throws LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public <T> T inTransaction(Function<Handle, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbi.inTransaction(work::apply);
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS || !mayBeRepeated(e)) {
          throw failed(e);
        }
      }
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(1, 5 * attempt + 1)));
    }
  }

  /** The same without a result. */
  public void useTransaction(Consumer<Handle> work) {
    inTransaction(handle -> {
      work.accept(handle);
      return 0;
    });
  }

  private static boolean mayBeRepeated(JdbiException failure) {
    String state = sqlState(failure);
    // serialization_failure, deadlock_detected
    return state.equals("40001") || state.equals("40P01");
  }

  private static String sqlState(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException known && known.getSQLState() != null) {
        return known.getSQLState();
      }
    }
    return "";
  }

  private static LakehouseException failed(JdbiException failure) {
    String state = sqlState(failure);
    // connection_exception, operator_intervention; a pool that has no connection gives no state
    boolean away = state.isEmpty() || state.startsWith("08") || state.startsWith("57");
    return LakehouseException.of(
            away ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL,
            "PostgreSQL: " + RootCause.message(failure),
            away ? "check that the platform's PostgreSQL runs" : "see the log")
        .causedBy(failure);
  }

  @Override
  public void close() {
    pool.close();
  }
}
