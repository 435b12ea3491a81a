package dev.lakehouse.sql.remote;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a Trino server is, and as whom we come.
 *
 * @param uri e.g. http://trino:8080 or https://trino.example.org; no path
 * @param user as whom every statement runs; empty: as the user of its session
 * @param password for the user; only over https
 * @param trustStore certificates that are trusted (PEM, JKS or PKCS12); empty: Java's own
 * @param trustStorePassword what opens the trust store, if anything has to
 */
public record TrinoServer(
    URI uri,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> trustStore,
    Optional<String> trustStorePassword) {
  /**
   * @throws LakehouseException if the address is none, or the password would go over a plain wire
   */
  public TrinoServer {
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
    requireNonNull(trustStore, "trustStore is null");
    requireNonNull(trustStorePassword, "trustStorePassword is null");
    String scheme = uri.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || uri.getHost() == null) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'" + uri + "' is not the address of a Trino server.",
          "Write it as http://host:port or https://host:port.");
    }
    if (password.isPresent() && !"https".equals(scheme)) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "A password for " + uri + " would be readable on the wire.",
          "Use the server's https address, or leave the password out.");
    }
    if (password.isPresent() && user.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "There is a password for " + uri + ", but no user that it belongs to.",
          "Name the user too.");
    }
  }

  /** A server without a password, where every statement runs as its session's user. */
  public static TrinoServer at(URI uri) {
    return new TrinoServer(
        uri, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "TrinoServer[" + uri + user.map(name -> ", user " + name).orElse("") + "]";
  }
}
