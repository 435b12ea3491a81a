package dev.lakehouse.sql.trino;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.base.Splitter;
import dev.lakehouse.sql.SqlSession;
import io.trino.Session;
import io.trino.client.ClientCapabilities;
import io.trino.execution.QueryIdGenerator;
import io.trino.metadata.SessionPropertyManager;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.security.Identity;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.SqlPath;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Makes Trino's sessions out of ours. */
final class TrinoSessions {
  private static final QueryIdGenerator IDS = new QueryIdGenerator();

  private TrinoSessions() {}

  static Session of(SqlSession session, SessionPropertyManager properties) {
    Identity identity = Identity.ofUser(session.user());
    Session.SessionBuilder builder =
        Session.builder(properties)
            .setQueryId(IDS.createNextQueryId())
            .setIdentity(identity)
            .setOriginalIdentity(identity)
            .setSource(session.source())
            .setCatalog(session.catalog())
            .setSchema(session.schema())
            .setTimeZoneKey(timeZone(session))
            .setLocale(session.locale())
            .setClientCapabilities(capabilities())
            .setStart(Instant.now());
    session.path().ifPresent(path -> builder.setPath(SqlPath.buildPath(path, session.catalog())));
    session
        .properties()
        .forEach((name, value) -> {
          List<String> parts = Splitter.on('.').splitToList(name);
          if (parts.size() == 1) {
            builder.setSystemProperty(name, value);
          } else {
            builder.setCatalogSessionProperty(parts.getFirst(), parts.getLast(), value);
          }
        });
    session.preparedStatements().forEach(builder::addPreparedStatement);
    return builder.build();
  }

  private static TimeZoneKey timeZone(SqlSession session) {
    try {
      return TimeZoneKey.getTimeZoneKey(session.currentTimeZone().getId());
    } catch (DateTimeException e) {
      throw new TrinoException(StandardErrorCode.INVALID_SESSION_PROPERTY, e.getMessage(), e);
    }
  }

  private static Set<String> capabilities() {
    return Arrays.stream(ClientCapabilities.values()).map(Enum::name).collect(toUnmodifiableSet());
  }
}
