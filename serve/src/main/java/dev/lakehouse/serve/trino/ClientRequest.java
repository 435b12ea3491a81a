package dev.lakehouse.serve.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlSession;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client says of itself with a statement.
 *
 * @param session what matters to the engine
 * @param info what the client wants to be noted
 * @param tags labels that the client wants to be noted
 * @param traceToken the mark under which the client's own logs have this statement
 * @param capabilities what the client understands (Trino: ClientCapabilities)
 */
public record ClientRequest(
    SqlSession session,
    Optional<String> info,
    Set<String> tags,
    Optional<String> traceToken,
    Set<String> capabilities) {
  public ClientRequest {
    requireNonNull(session, "session is null");
    requireNonNull(info, "info is null");
    tags = Set.copyOf(tags);
    requireNonNull(traceToken, "traceToken is null");
    capabilities = Set.copyOf(capabilities);
  }

  ClientRequest withoutPreparedStatements() {
    SqlSession lighter =
        new SqlSession(
            session.user(),
            session.source(),
            session.catalog(),
            session.schema(),
            session.path(),
            session.timeZone(),
            session.locale(),
            session.properties(),
            Map.of());
    return new ClientRequest(lighter, info, tags, traceToken, capabilities);
  }
}
