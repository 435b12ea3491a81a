package dev.lakehouse.app.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileTest {
  @TempDir private Path dir;

  @Test
  void receivesWhatIsLoggedByEitherApiWhileItIsOpen() throws IOException {
    Path home = dir.resolve("home");
    Path file;
    try (LogFile log = LogFile.open(home)) {
      file = log.file();
      LoggerFactory.getLogger("dev.lakehouse.test").info("hello {}", "Köln");
      Logger.getLogger("org.example").warning("from the platform's logger");
      LoggerFactory.getLogger("dev.lakehouse.test").debug("too small to keep");
      LoggerFactory.getLogger("dev.lakehouse.test").error("broken", new IOException("why"));
    }
    LoggerFactory.getLogger("dev.lakehouse.test").info("after the end");

    assertThat(file).isEqualTo(home.resolve("logs/lakehouse.log"));
    assertThat(Files.readString(file))
        .containsPattern("INFO  \\[.*] dev.lakehouse.test hello Köln")
        .containsPattern("WARN  \\[.*] org.example from the platform's logger")
        .contains("java.io.IOException: why", "at " + LogFileTest.class.getName())
        .doesNotContain("too small", "after the end");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path notADirectory = Files.writeString(dir.resolve("file"), "");

    assertThatThrownBy(() -> LogFile.open(notADirectory))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessage("cannot write logs to " + notADirectory.resolve("logs"));
  }
}
