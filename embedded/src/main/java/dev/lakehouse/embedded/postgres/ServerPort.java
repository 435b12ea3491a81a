package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The port of a home's server: chosen among the free ones at the first start and kept, so that
 * other programs find the server again; another one if it is taken.
 */
final class ServerPort {
  private final Path file;

  ServerPort(Path file) {
    this.file = file;
  }

  /** The remembered port if it is free, else a free one, which is remembered. */
  int choose() throws IOException {
    if (Files.exists(file)) {
      String remembered = Files.readString(file, UTF_8).trim();
      if (remembered.matches("[0-9]{1,5}") && isFree(Integer.parseInt(remembered))) {
        return Integer.parseInt(remembered);
      }
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      port = socket.getLocalPort();
    }
    Files.writeString(file, Integer.toString(port), UTF_8);
    return port;
  }

  /** Makes the next choice another one: somebody took the port between our look and its use. */
  void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As PostgreSQL does: connections of the last run that still linger are no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }
}
