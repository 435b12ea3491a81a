package dev.lakehouse.app.remote;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events, as far as a server of ours uses them: each has a name and a line of
 * data. Not thread-safe.
 */
final class EventReader implements AutoCloseable {
  private static final String NAME = "event: ";
  private static final String DATA = "data: ";

  private final BufferedReader lines;

  EventReader(InputStream in) {
    this.lines =
        new BufferedReader(
            new InputStreamReader(requireNonNull(in, "in is null"), StandardCharsets.UTF_8));
  }

  /** An event. */
  record Event(String name, String data) {}

  /** The next event; empty if the stream has ended. */
  Optional<Event> next() throws IOException {
    String name = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(NAME)) {
        name = line.substring(NAME.length());
      } else if (line.startsWith(DATA)) {
        data = line.substring(DATA.length());
      } else if (line.isEmpty() && !name.isEmpty()) {
        return Optional.of(new Event(name, data));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
