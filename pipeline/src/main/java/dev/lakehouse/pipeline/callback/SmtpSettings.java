package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A server that takes mail.
 *
 * @param user empty if it asks for none
 * @param password never logged
 * @param from the address that mail is sent from
 */
public record SmtpSettings(
    String host,
    int port,
    Optional<String> user,
    Optional<String> password,
    String from,
    Security security) {
  /** How the way there is made safe. */
  public enum Security {
    /** Not at all. */
    NONE(25),
    /** Before anything is said; without it nothing is sent. */
    STARTTLS(587),
    /** From the first byte. */
    TLS(465);

    private final int port;

    Security(int port) {
      this.port = port;
    }

    /** The usual port. */
    public int port() {
      return port;
    }
  }

  public SmtpSettings {
    requireNonNull(host, "host is null");
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
    requireNonNull(from, "from is null");
    requireNonNull(security, "security is null");
  }

  @Override
  public String toString() {
    return "SmtpSettings[%s:%d, from %s, %s]".formatted(host, port, from, security);
  }
}
