package dev.lakehouse.serve.trino;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Names queries as Trino does: {@code yyyyMMdd_HHmmss_index_server}, in UTC, where the server's
 * part is chosen by chance when it starts. Thread-safe.
 */
final class QueryIds {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(UTC);

  /** Letters and digits that nobody mistakes for one another. */
  private static final String SIGNS = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final int INDEXES = 100_000;

  private final String server;
  private final AtomicLong count = new AtomicLong();

  QueryIds(RandomGenerator random) {
    server =
        random
            .ints(5, 0, SIGNS.length())
            .mapToObj(i -> String.valueOf(SIGNS.charAt(i)))
            .collect(Collectors.joining());
  }

  /** The name of a query that begins now. */
  String next(Instant now) {
    return "%s_%05d_%s".formatted(SECOND.format(now), count.getAndIncrement() % INDEXES, server);
  }
}
