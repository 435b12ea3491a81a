package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Server-sent events to one client; see the HTML standard, section 9.2. The answer begins with the
 * first of them, or with {@link #open}. Thread-safe.
 */
final class EventStream {
  private final Context context;
  private final JsonMapper json;
  private Optional<OutputStream> out = Optional.empty();
  private boolean ended;

  EventStream(Context context, JsonMapper json) {
    this.context = requireNonNull(context, "context is null");
    this.json = requireNonNull(json, "json is null");
  }

  /** Begins the answer: from now on nothing that goes wrong can be told by its status. */
  synchronized void open() {
    if (out.isEmpty()) {
      context.contentType("text/event-stream");
      context.header("Cache-Control", "no-store");
      try {
        // Not the context's own, which packs, and waits until there is enough to pack.
        out = Optional.of(context.res().getOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      write("");
    }
  }

  synchronized boolean isOpen() {
    return out.isPresent();
  }

  /**
   * Sends an event.
   *
   * @throws UncheckedIOException if the client is gone
   */
  synchronized void send(String event, Object data) {
    open();
    try {
      write("event: %s\ndata: %s\n\n".formatted(event, json.writeValueAsString(data)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no body: " + data, e);
    }
  }

  /**
   * Sends what is no event, so that whoever is between does not take the connection for dead.
   *
   * @throws UncheckedIOException if the client is gone
   */
  synchronized void beat() {
    if (isOpen() && !ended) {
      write(":\n\n");
    }
  }

  /** Nothing is sent any more, once this returns: the answer is complete. */
  synchronized void end() {
    ended = true;
  }

  private void write(String text) {
    OutputStream stream = out.orElseThrow();
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
