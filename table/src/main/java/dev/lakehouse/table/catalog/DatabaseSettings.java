package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

/**
 * Where the PostgreSQL of the platform is.
 *
 * @param url its JDBC address, {@code jdbc:postgresql://host:port/database}
 * @param user the role
 * @param password its password, never logged
 */
public record DatabaseSettings(String url, String user, String password) {
  public DatabaseSettings {
    requireNonNull(url, "url is null");
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=%s, user=%s]".formatted(url, user);
  }
}
