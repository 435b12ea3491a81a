package dev.lakehouse.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerAccountTest {
  @TempDir Path home;

  @Test
  void runsPlainlyUnlessWeAreRoot() throws Exception {
    ServerAccount account = ServerAccount.forDataDirectory(home.resolve("postgres"));

    assertThat(account.prefix().isEmpty()).isEqualTo(Posix.effectiveUserId() != 0);
  }

  @Test
  void rootRunsADataDirectoryOfSomebodyElseAsItsOwner() throws Exception {
    Path data = Files.createDirectory(home.resolve("postgres"));
    int owner = Posix.effectiveUserId() == 0 ? 4711 : Posix.effectiveUserId();
    Files.setAttribute(data, "unix:uid", owner);

    OptionalInt expected =
        Posix.effectiveUserId() == 0 ? OptionalInt.of(owner) : OptionalInt.empty();
    assertThat(ServerAccount.forDataDirectory(data).owner()).isEqualTo(expected);
  }

  @Test
  void aDirectoryOfAnotherOwnerIsServedToo() throws Exception {
    EmbeddedPostgres.open(home).close();
    if (Posix.effectiveUserId() == 0) {
      Path data = home.resolve("postgres");
      ServerAccount.switchedTo(65534).own(data);
      assertThat(Files.getAttribute(data.resolve("PG_VERSION"), "unix:uid")).isEqualTo(65534);
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
      assertThat(postgres.port()).isPositive();
    }
  }
}
