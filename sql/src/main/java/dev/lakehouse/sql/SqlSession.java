package dev.lakehouse.sql;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client brings along with each statement. Immutable.
 *
 * @param user who asks
 * @param source which program asks
 * @param catalog the catalog of names that do not say theirs
 * @param schema the schema of names that do not say theirs
 * @param timeZone the time zone that the client came with; see {@link #currentTimeZone}
 * @param properties session properties by name ("catalog.name" for those of a catalog)
 * @param preparedStatements texts by name
 */
public record SqlSession(
    String user,
    Optional<String> source,
    Optional<String> catalog,
    Optional<String> schema,
    Optional<String> path,
    ZoneId timeZone,
    Locale locale,
    Map<String, String> properties,
    Map<String, String> preparedStatements) {
  /** The session property that SET TIME ZONE sets (Trino: SystemSessionProperties.TIME_ZONE_ID). */
  private static final String TIME_ZONE_PROPERTY = "time_zone_id";

  /** The session property of a catalog with the token of {@link #withCommitToken}. */
  public static final String COMMIT_TOKEN = "commit_token";

  public SqlSession {
    requireNonNull(user, "user is null");
    requireNonNull(source, "source is null");
    requireNonNull(catalog, "catalog is null");
    requireNonNull(schema, "schema is null");
    requireNonNull(path, "path is null");
    requireNonNull(timeZone, "timeZone is null");
    requireNonNull(locale, "locale is null");
    properties = Map.copyOf(properties);
    preparedStatements = Map.copyOf(preparedStatements);
  }

  /** A session of a user in a catalog's schema, in UTC and English. */
  public static SqlSession of(String user, String catalog, String schema) {
    return new SqlSession(
        user,
        Optional.empty(),
        Optional.of(catalog),
        Optional.of(schema),
        Optional.empty(),
        ZoneId.of("UTC"),
        Locale.ENGLISH,
        Map.of(),
        Map.of());
  }

  /**
   * The same session for one statement that may come again after a crash: if a commit of its table
   * has the token already, it changes nothing. Known to our own engine alone; a Trino refuses it.
   *
   * @param tokenCatalog the catalog of the table that the statement changes
   */
  public SqlSession withCommitToken(String tokenCatalog, String token) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(tokenCatalog + "." + COMMIT_TOKEN, token);
    return new SqlSession(
        user, source, catalog, schema, path, timeZone, locale, more, preparedStatements);
  }

  /** The session after a statement has changed it. */
  public SqlSession with(SessionUpdate update) {
    return new SqlSession(
        user,
        source,
        update.catalog().or(() -> catalog),
        update.schema().or(() -> schema),
        update.path().or(() -> path),
        timeZone,
        locale,
        changed(properties, update.setProperties(), update.resetProperties()),
        changed(preparedStatements, update.addedStatements(), update.removedStatements()));
  }

  /** The time zone of its statements: what SET TIME ZONE set, or else the client's. */
  public ZoneId currentTimeZone() {
    return Optional.ofNullable(properties.get(TIME_ZONE_PROPERTY)).map(ZoneId::of).orElse(timeZone);
  }

  private static Map<String, String> changed(
      Map<String, String> before, Map<String, String> added, Set<String> removed) {
    Map<String, String> after = new HashMap<>(before);
    after.keySet().removeAll(removed);
    after.putAll(added);
    return after;
  }
}
