package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.Driver;

/**
 * The platform's PostgreSQL. Thread-safe.
 *
 * <p>There are two pools, because whoever waits for a table's gate holds a connection, and the one
 * in front must still find one to commit with.
 */
public final class Database implements AutoCloseable {
  private static final int WORK_CONNECTIONS = 8;
  private static final int GATE_CONNECTIONS = 8;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

  private final DatabaseSettings settings;
  private final HikariDataSource work;
  private final HikariDataSource gates;

  private Database(DatabaseSettings settings, HikariDataSource work, HikariDataSource gates) {
    this.settings = settings;
    this.work = work;
    this.gates = gates;
  }

  /**
   * Connects.
   *
   * @throws LakehouseException UNAVAILABLE if the database does not answer, INVALID_ARGUMENT if the
   *     address is none
   */
  public static Database open(DatabaseSettings settings) {
    requireNonNull(settings, "settings is null");
    if (Driver.parseURL(settings.url(), null) == null) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' is not the address of a PostgreSQL".formatted(settings.url()),
          "write it as jdbc:postgresql://host:port/database");
    }
    try {
      HikariDataSource work = pool(settings, "work", WORK_CONNECTIONS, Duration.ZERO);
      // Whoever waits for a gate waits for other writers, not for a broken database.
      HikariDataSource gates = pool(settings, "gates", GATE_CONNECTIONS, Duration.ofHours(1));
      return new Database(settings, work, gates);
    } catch (HikariPool.PoolInitializationException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot connect to %s: %s"
                  .formatted(settings.url(), String.valueOf(e.getCause().getMessage())),
              "check that this PostgreSQL runs and that the user and the password are right")
          .causedBy(e);
    }
  }

  private static HikariDataSource pool(
      DatabaseSettings settings, String name, int connections, Duration wait) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(wait.isZero() ? 1 : 0);
    config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    config.setConnectionTimeout((wait.isZero() ? CONNECTION_TIMEOUT : wait).toMillis());
    config.setInitializationFailTimeout(wait.isZero() ? 1 : -1);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(config);
  }

  /** Where this database is. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Connections for work that is soon done. */
  public DataSource work() {
    return work;
  }

  /** Connections that are held for as long as a writer waits or writes. */
  DataSource gates() {
    return gates;
  }

  @Override
  public void close() {
    gates.close();
    work.close();
  }
}
