package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
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
  private final Semaphore gatePlaces = new Semaphore(GATE_CONNECTIONS, true);
  private final RunningWrites writes = new RunningWrites(this);

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
      HikariDataSource work = pool(settings, "work", WORK_CONNECTIONS, true);
      HikariDataSource gates = pool(settings, "gates", GATE_CONNECTIONS, false);
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
      DatabaseSettings settings, String name, int connections, boolean atOnce) {
    return new HikariDataSource(config(settings, name, connections, atOnce));
  }

  private static HikariConfig config(
      DatabaseSettings settings, String name, int connections, boolean atOnce) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(atOnce ? 1 : 0);
    config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setInitializationFailTimeout(atOnce ? 1 : -1);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return config;
  }

  /**
   * Connections for a part of the platform that has tables of its own; to be closed by it.
   *
   * @param schema the schema that its connections see first
   */
  public HikariDataSource pool(String name, int connections, String schema) {
    HikariConfig config = config(settings, name, connections, false);
    config.setSchema(schema);
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

  /**
   * Connections that are held for as long as a writer waits or writes. To be taken by those who
   * have one of the {@link #gatePlaces}: then one that does not come means that the database is
   * gone, and not that other writers are at work.
   */
  DataSource gates() {
    return gates;
  }

  /** One place for each connection of the gates; the wait for it may be long. */
  Semaphore gatePlaces() {
    return gatePlaces;
  }

  /** The writes of tables that are under way. */
  public RunningWrites writes() {
    return writes;
  }

  @Override
  public void close() {
    writes.close();
    gates.close();
    work.close();
  }
}
