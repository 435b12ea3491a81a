package dev.lakehouse.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The server's settings, written anew at each start. A user's own go into {@code
 * postgresql.auto.conf} by ALTER SYSTEM and win.
 */
final class Configuration {
  private Configuration() {}

  /** Writes the settings of a data directory for a start on a port. */
  static void write(Path data, int port) throws IOException {
    // fsync and synchronous_commit are on by default; they are named because all rests on them.
    String settings =
        """
        # Written at every start by the lakehouse. Change settings with ALTER SYSTEM.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 100
        password_encryption = 'scram-sha-256'

        fsync = on
        synchronous_commit = on
        full_page_writes = on

        shared_buffers = 48MB
        max_wal_size = 256MB
        min_wal_size = 32MB
        io_method = sync

        timezone = 'UTC'
        datestyle = 'iso, mdy'
        lc_messages = 'C'
        default_text_search_config = 'pg_catalog.english'

        log_timezone = 'UTC'
        log_checkpoints = off
        log_line_prefix = '%%m [%%p] %%q%%u@%%d '
        """
            .formatted(port);
    Files.writeString(data.resolve("postgresql.conf"), settings, UTF_8);
  }
}
