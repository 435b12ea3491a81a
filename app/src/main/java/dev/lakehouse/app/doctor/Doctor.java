package dev.lakehouse.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.lakehouse.app.terminal.HumanFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the machine without changing anything on it.
 *
 * @param home where the platform's state is, or will be
 * @param ports the ports that a server listens on
 */
public record Doctor(Path home, List<Integer> ports) {
  private static final int LEAST_JAVA = 25;
  private static final long LEAST_MEMORY = 1_500_000_000L;
  private static final long LEAST_DISK = 1_000_000_000L;
  private static final int BACKLOG = 1;

  /** Copies the ports. */
  public Doctor {
    home = home.toAbsolutePath().normalize();
    ports = List.copyOf(ports);
  }

  /** Everything that was looked at, in a sensible order. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(
        Finding.ok(
            "system",
            "%s %s, %s, %s"
                .formatted(
                    System.getProperty("os.name"),
                    System.getProperty("os.version"),
                    System.getProperty("os.arch"),
                    HumanFormat.count(
                        Runtime.getRuntime().availableProcessors(), "core", "cores"))));
    findings.add(memory());
    findings.add(homeDirectory());
    findings.add(disk());
    ports.forEach(port -> findings.add(listening(port)));
    return List.copyOf(findings);
  }

  private static Finding java() {
    String detail =
        "%s, %s, %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"));
    return Runtime.version().feature() >= LEAST_JAVA
        ? Finding.ok("java", detail)
        : Finding.problem("java", detail + "; Java " + LEAST_JAVA + " or newer is needed");
  }

  private static Finding memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long total = system.getTotalMemorySize();
    String detail =
        "%s in all, %s free, heap up to %s"
            .formatted(
                HumanFormat.bytes(total),
                HumanFormat.bytes(system.getFreeMemorySize()),
                HumanFormat.bytes(Runtime.getRuntime().maxMemory()));
    return total >= LEAST_MEMORY
        ? Finding.ok("memory", detail)
        : Finding.warning(
            "memory", detail + "; large files want " + HumanFormat.bytes(LEAST_MEMORY));
  }

  private Finding homeDirectory() {
    if (Files.exists(home) && !Files.isDirectory(home)) {
      return Finding.problem("home", home + " is not a directory; choose another with --home DIR");
    }
    Optional<Path> existing = nearestExisting();
    boolean possible = existing.filter(Files::isDirectory).filter(Files::isWritable).isPresent();
    if (!possible) {
      return Finding.problem("home", home + " cannot be written; choose another with --home DIR");
    }
    return Finding.ok(
        "home", home + (Files.exists(home) ? " (writable)" : " (will be made on first use)"));
  }

  private Finding disk() {
    Optional<Path> existing = nearestExisting();
    if (existing.isEmpty()) {
      return Finding.problem("disk", "there is no disk at " + home);
    }
    try {
      long free = Files.getFileStore(existing.get()).getUsableSpace();
      String detail = HumanFormat.bytes(free) + " free";
      return free >= LEAST_DISK
          ? Finding.ok("disk", detail)
          : Finding.warning("disk", detail + "; less than " + HumanFormat.bytes(LEAST_DISK));
    } catch (IOException e) {
      return Finding.problem(
          "disk", "cannot ask for the free space at " + existing.get() + ": " + e);
    }
  }

  private static Finding listening(int port) {
    String subject = "port " + port;
    try (ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
      return Finding.ok(subject, "free (" + socket.getLocalSocketAddress() + ")");
    } catch (IOException e) {
      return Finding.warning(
          subject,
          "cannot be opened: "
              + e.getMessage()
              + "; a server of ours, or another program, uses it");
    }
  }

  private Optional<Path> nearestExisting() {
    Path path = home;
    while (path != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return Optional.ofNullable(path);
  }
}
