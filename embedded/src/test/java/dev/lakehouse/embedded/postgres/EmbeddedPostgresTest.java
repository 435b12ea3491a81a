package dev.lakehouse.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path home;

  @AfterEach
  void nothingIsLeftRunning() throws IOException {
    if (Files.exists(home.resolve("postgres"))) {
      assertThat(server()).isEmpty();
    }
  }

  @Test
  void isDurableAndSpeaksUnicode() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(postgres, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(query(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(query(postgres, "SELECT upper('käse')")).isEqualTo("KÄSE");
      assertThat(query(postgres, "SELECT current_database()")).isEqualTo(postgres.database());
    }
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void keepsDataPasswordAndPortOverARestart() throws Exception {
    int port;
    String password;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      port = postgres.port();
      password = postgres.password();
      execute(postgres, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
    }
    assertThat(server()).isEmpty();

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(query(postgres, "SELECT n FROM kept")).isEqualTo("7");
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(postgres.password()).isEqualTo(password);
    }
  }

  @Test
  void wantsThePassword() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(home.resolve("postgres.password"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLostPasswordFileIsAClearError() throws Exception {
    EmbeddedPostgres.open(home).close();
    Files.delete(home.resolve("postgres.password"));

    assertThatThrownBy(() -> EmbeddedPostgres.open(home))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("postgres.password");
  }

  @Test
  void usersInOneProcessShareTheServerAndTheLastStopsIt() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.open(home);
    EmbeddedPostgres second = EmbeddedPostgres.open(home);
    assertThat(second.port()).isEqualTo(first.port());

    first.close();
    first.close();
    assertThat(query(second, "SELECT 1")).isEqualTo("1");

    second.close();
    assertThat(server()).isEmpty();
  }

  @Test
  void twoProcessesShareTheServerAndTheLastStopsIt() throws Exception {
    try (OtherProcess other = OtherProcess.opening(home)) {
      int port = other.port();
      try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
        assertThat(postgres.port()).isEqualTo(port);
        other.leave();
        assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
      }
    }
    assertThat(server()).isEmpty();
  }

  @Test
  void manyOpeningAtOnceStartItOnce() throws Exception {
    try (OtherProcess other = OtherProcess.opening(home);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EmbeddedPostgres>> opening = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        opening.add(threads.submit(() -> EmbeddedPostgres.open(home)));
      }
      int port = other.port();
      for (Future<EmbeddedPostgres> future : opening) {
        EmbeddedPostgres postgres = future.get();
        assertThat(postgres.port()).isEqualTo(port);
        postgres.close();
      }
    }
    assertThat(Files.readString(home.resolve("logs/postgres.log")))
        .containsOnlyOnce("database system is ready to accept connections");
  }

  @Test
  void outlivesAKilledProcessAndIsFoundAgain() throws Exception {
    int port;
    try (OtherProcess other = OtherProcess.opening(home)) {
      port = other.port();
      other.kill();
    }
    ProcessHandle left = server().getFirst();

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(server()).containsExactly(left);
    }
    assertThat(server()).isEmpty();
  }

  @Test
  void recoversFromAKilledServer() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      execute(postgres, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
      kill(server().getFirst());
      try (EmbeddedPostgres recovered = EmbeddedPostgres.open(home)) {
        assertThat(query(recovered, "SELECT n FROM kept")).isEqualTo("7");
      }
      assertThat(server()).as("the first user is still there").hasSize(1);
    }
  }

  @Test
  void aLeftOverProcessFileWhoseNumberIsTakenBySomebodyElseIsNoObstacle() throws Exception {
    EmbeddedPostgres.open(home).close();
    Files.writeString(
        home.resolve("postgres/postmaster.pid"),
        "%d\n%s\n1\n5432\n\n127.0.0.1\n  1  1\nready   \n"
            .formatted(ProcessHandle.current().pid(), home.resolve("postgres")));

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void takesAnotherPortIfItsOwnIsTaken() throws Exception {
    int port;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      port = postgres.port();
    }
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(postgres.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aServerThatDoesNotStartQuotesItsLog() throws Exception {
    EmbeddedPostgres.open(home).close();
    Files.writeString(home.resolve("postgres/postgresql.auto.conf"), "shared_buffers = 'plenty'\n");

    assertThatThrownBy(() -> EmbeddedPostgres.open(home))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("invalid value for parameter \"shared_buffers\"")
        .hasMessageContaining("postgres.log")
        .extracting(error -> ((LakehouseException) error).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void dataOfAnotherVersionIsRefused() throws Exception {
    EmbeddedPostgres.open(home).close();
    Files.writeString(home.resolve("postgres/PG_VERSION"), "12\n");

    assertThatThrownBy(() -> EmbeddedPostgres.open(home))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("made by PostgreSQL 12");
  }

  @Test
  void aHomeThatCannotBeWrittenIsAClearError() throws Exception {
    Path readOnly = Files.createDirectory(home.resolve("read-only"));
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
    // Root may write wherever permissions forbid it, but nobody makes directories in sysfs.
    Path place = Files.isWritable(readOnly) ? Path.of("/sys/lakehouse") : readOnly;

    assertThatThrownBy(() -> EmbeddedPostgres.open(place))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining(place.toString())
        .extracting(error -> ((LakehouseException) error).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aHomeBeneathAFileIsAClearError() throws Exception {
    Path file = Files.createFile(home.resolve("file"));

    assertThatThrownBy(() -> EmbeddedPostgres.open(file.resolve("home")))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void unpacksIntoAnotherCacheWhileOthersDoTheSame(@TempDir Path cache) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Binaries>> unpacking = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        unpacking.add(threads.submit(() -> Binaries.unpackedIn(cache)));
      }
      for (Future<Binaries> binaries : unpacking) {
        assertThat(Path.of(binaries.get().program("postgres"))).isExecutable();
      }
    }
    assertThat(cache.toFile().list()).hasSize(1);
  }

  @Test
  void aWrongProcessFileIsNotReadAsAServer() throws Exception {
    assertThat(PostmasterFile.read(home)).isEmpty();
    Files.writeString(home.resolve("postmaster.pid"), "17\n/data\n5\n5432\n\n127.0.0.1\n  1 1\n");
    assertThat(PostmasterFile.read(home)).contains(new PostmasterFile(17, "5", 0, false));
    Files.writeString(
        home.resolve("postmaster.pid"), "17\n/data\n5\n5432\n\n127.0.0.1\n  1 1\nready   \n");
    assertThat(PostmasterFile.read(home)).contains(new PostmasterFile(17, "5", 5432, true));
  }

  private List<ProcessHandle> server() throws IOException {
    Path data = home.toRealPath().resolve("postgres");
    return PostmasterFile.read(data).flatMap(file -> file.process(data)).stream().toList();
  }

  private static void kill(ProcessHandle server) throws IOException {
    server.destroyForcibly();
    assertThat(Polling.until(Duration.ofSeconds(30), () -> !server.isAlive())).isTrue();
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
