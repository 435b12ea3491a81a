package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One data directory and the server on it: made, started, found, stopped.
 *
 * <p>Not thread-safe and not safe between processes: the caller holds the home's mutex.
 */
final class Cluster {
  static final String USER = "lakehouse";

  private static final Duration INIT_LIMIT = Duration.ofMinutes(3);
  // Recovery after a crash replays at most max_wal_size of log.
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
  private static final Duration ORPHANS_LIMIT = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 20;
  private static final int PASSWORD_BYTES = 24;
  private static final long LOG_LIMIT_BYTES = 8L << 20;

  private final Path home;
  private final Path data;
  private final Path logs;
  private final ServerLog serverLog;
  private final Binaries binaries;
  private final ServerAccount account;

  Cluster(Path home, Binaries binaries) throws IOException {
    this.home = home;
    this.data = home.resolve("postgres");
    this.logs = home.resolve("logs");
    this.serverLog = new ServerLog(logs.resolve("postgres.log"));
    this.binaries = binaries;
    this.account = ServerAccount.forDataDirectory(data);
  }

  /**
   * The running server, once it accepts connections; empty if there is none. One that is starting
   * or stopping, because whoever told it to was killed, is waited for.
   */
  Optional<PostmasterFile> running() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Optional<PostmasterFile> server =
          PostmasterFile.read(data).filter(file -> file.process(data).isPresent());
      if (server.isEmpty() || server.get().ready()) {
        return server;
      }
      if (System.nanoTime() >= deadline) {
        throw failed("neither started nor stopped within " + START_LIMIT.toSeconds() + " s");
      }
      Polling.pause();
    }
  }

  /** The end of the server's log, for an error message. */
  String logTail() {
    return serverLog.tail();
  }

  /** The password of {@link #USER}, made at the first call. */
  String password() throws IOException {
    Path file = home.resolve("postgres.password");
    if (Files.notExists(file)) {
      if (Files.exists(data)) {
        throw LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "the password of the embedded PostgreSQL is gone: " + file,
            "put the file back, or move " + data + " away to start with an empty server");
      }
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      Path unfinished = home.resolve("postgres.password.new");
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, HexFormat.of().formatHex(random), UTF_8);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file, UTF_8).trim();
  }

  /** Makes the data directory, if it is not there. */
  void initialise() throws IOException {
    if (Files.exists(data)) {
      checkVersion();
      return;
    }
    // Renamed only when it is whole: what a killed initdb leaves behind is never taken for a
    // server.
    Path unfinished = home.resolve("postgres.new");
    deleteTree(unfinished);
    Path output = logs.resolve("initdb.log");
    int exit =
        ChildCommand.run(
            account.command(
                List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + unfinished,
                    "--username=" + USER,
                    "--pwfile=" + home.resolve("postgres.password"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8")),
            output,
            INIT_LIMIT);
    if (exit != 0) {
      throw LakehouseException.of(
          ErrorCode.UNAVAILABLE,
          "initdb could not make %s: %s".formatted(data, Files.readString(output, UTF_8).trim()));
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @param alone whether no other process uses this home; then a left-over process file is removed
   */
  PostmasterFile start(boolean alone) throws IOException {
    account.own(data);
    if (alone) {
      // PostgreSQL itself would refuse to start if another program got the dead server's number.
      PostmasterFile.delete(data);
    }
    serverLog.rotateBeyond(LOG_LIMIT_BYTES);
    ServerPort port = new ServerPort(home.resolve("postgres.port"));
    long orphansDeadline = System.nanoTime() + ORPHANS_LIMIT.toNanos();
    int portsTried = 0;
    while (true) {
      Configuration.write(data, port.choose());
      long logEnd = serverLog.size();
      Optional<PostmasterFile> started = tryStart();
      if (started.isPresent()) {
        return started.get();
      }
      String reason = serverLog.since(logEnd);
      if (reason.contains("could not create any TCP/IP sockets") && ++portsTried < PORT_ATTEMPTS) {
        port.forget();
      } else if (reason.contains("pre-existing shared memory block")
          && System.nanoTime() < orphansDeadline) {
        // Backends of a killed postmaster end by themselves, but only after their statement.
        Polling.pause();
      } else {
        throw failed(
            "did not start: " + Files.readString(logs.resolve("pg_ctl.log"), UTF_8).trim());
      }
    }
  }

  /** Stops the server: sessions are broken off, what was committed is kept. */
  void stop(PostmasterFile server) throws IOException {
    Optional<ProcessHandle> process = server.process(data);
    if (process.isEmpty()) {
      return;
    }
    ChildCommand.run(
        account.command(
            List.of(
                binaries.program("pg_ctl"),
                "stop",
                "--mode=fast",
                "--no-wait",
                "--pgdata=" + data)),
        logs.resolve("pg_ctl.log"),
        STOP_LIMIT);
    // The file goes last; a process that nobody reaps can stay visible after it.
    boolean stopped =
        Polling.until(STOP_LIMIT, () -> !process.get().isAlive() || !PostmasterFile.exists(data));
    if (!stopped) {
      throw failed("did not stop within " + STOP_LIMIT.toSeconds() + " s");
    }
  }

  private Optional<PostmasterFile> tryStart() throws IOException {
    Optional<PostmasterFile> before = PostmasterFile.read(data);
    // pg_ctl puts the server into a session of its own, so that it outlives us. It sees the server
    // die; but it looks ten times a second only, so we look for the server's word ourselves.
    Process control =
        ChildCommand.start(
            account.command(
                List.of(
                    binaries.program("pg_ctl"),
                    "start",
                    "--wait",
                    "--timeout=" + START_LIMIT.toSeconds(),
                    "--pgdata=" + data,
                    "--log=" + serverLog.file())),
            logs.resolve("pg_ctl.log"));
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      boolean controlEnded = !control.isAlive();
      Optional<PostmasterFile> now = PostmasterFile.read(data);
      if (now.isPresent() && now.get().ready() && !now.equals(before)) {
        return now;
      }
      if (controlEnded) {
        return Optional.empty();
      }
      Polling.pause();
    }
    control.destroyForcibly();
    throw failed("did not accept connections within " + START_LIMIT.toSeconds() + " s");
  }

  private void checkVersion() throws IOException {
    String version = Files.readString(data.resolve("PG_VERSION"), UTF_8).trim();
    if (!version.equals(binaries.majorVersion())) {
      throw LakehouseException.of(
          ErrorCode.UNAVAILABLE,
          "%s was made by PostgreSQL %s, this release brings %s"
              .formatted(data, version, binaries.majorVersion()),
          "open it with the release that made it, dump it, and load it into a new home");
    }
  }

  private LakehouseException failed(String what) {
    return LakehouseException.of(
        ErrorCode.UNAVAILABLE,
        "the embedded PostgreSQL in %s %s. The end of %s:%n%s"
            .formatted(home, what, serverLog.file(), serverLog.tail()));
  }

  /** Deletes a directory with all that is in it; nothing if it is not there. */
  static void deleteTree(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
