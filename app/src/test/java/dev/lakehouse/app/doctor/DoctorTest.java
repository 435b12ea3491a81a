package dev.lakehouse.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.doctor.Finding.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir private Path dir;

  private static Finding find(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsThisMachineFitAndLeavesItAsItWas() {
    List<Finding> findings = new Doctor(dir.resolve("not/there/yet"), List.of()).examine();

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactly("java", "system", "memory", "home", "disk");
    assertThat(find(findings, "java").detail()).contains(Runtime.version().toString());
    assertThat(find(findings, "home").verdict()).isEqualTo(Verdict.OK);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void reportsAHomeThatIsAFile() throws IOException {
    Path file = Files.writeString(dir.resolve("home"), "");

    Finding home = find(new Doctor(file, List.of()).examine(), "home");

    assertThat(home.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(home.detail()).contains(file.toString(), "not a directory", "--home");
  }

  @Test
  void tellsAFreePortFromOneInUse() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThat(verdictOn(port)).isEqualTo(Verdict.WARNING);
    }
    assertThat(verdictOn(port)).isEqualTo(Verdict.OK);
  }

  private Verdict verdictOn(int port) {
    return find(new Doctor(dir, List.of(port)).examine(), "port " + port).verdict();
  }
}
