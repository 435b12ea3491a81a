package dev.lakehouse.serve.trino;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementProgress;
import io.trino.client.ErrorInfo;
import io.trino.client.ErrorLocation;
import io.trino.client.FailureInfo;
import io.trino.client.QueryError;
import io.trino.client.StageStats;
import io.trino.client.StatementStats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes the protocol's one message, {@code io.trino.client.QueryResults}, around rows that are
 * JSON already. Thread-safe.
 */
final class ResultsWriter {
  /** What a message has besides its rows, roughly. */
  private static final int ENVELOPE_BYTES = 4096;

  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          // The client's classes name their parts; what else they can tell is not for the wire.
          .disable(MapperFeature.AUTO_DETECT_GETTERS, MapperFeature.AUTO_DETECT_IS_GETTERS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
          .build();

  /** A message without a result. */
  byte[] write(
      QueryInfo query,
      StatementProgress progress,
      QueryLinks links,
      Optional<String> next,
      Instant now)
      throws IOException {
    return write(query, progress, links, next, Optional.empty(), Optional.empty(), List.of(), now);
  }

  /**
   * A message.
   *
   * @param next where the next page is
   * @param partialCancel where the client can say that it has enough
   * @param head the result, if there is one yet
   * @param rows see {@link RowEncoder}
   */
  byte[] write(
      QueryInfo query,
      StatementProgress progress,
      QueryLinks links,
      Optional<String> next,
      Optional<String> partialCancel,
      Optional<ResultHead> head,
      List<byte[]> rows,
      Instant now)
      throws IOException {
    int size = ENVELOPE_BYTES + rows.stream().mapToInt(piece -> piece.length + 1).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", query.id());
      json.writeStringField("infoUri", links.info(query.id()));
      if (partialCancel.isPresent()) {
        json.writeStringField("partialCancelUri", partialCancel.get());
      }
      if (next.isPresent()) {
        json.writeStringField("nextUri", next.get());
      }
      if (head.isPresent()) {
        json.writePOJOField("columns", head.get().columns());
      }
      if (!rows.isEmpty()) {
        json.writeFieldName("data");
        json.writeRawValue("[");
        json.flush();
        writeJoined(out, rows);
        json.writeRaw("]");
      }
      json.writePOJOField("stats", stats(query, progress, now));
      if (query.failure().isPresent()) {
        json.writePOJOField("error", error(query.failure().get()));
      }
      json.writeArrayFieldStart("warnings");
      json.writeEndArray();
      if (head.isPresent() && head.get().updateType().isPresent()) {
        json.writeStringField("updateType", head.get().updateType().get());
        if (head.get().updateCount().isPresent()) {
          json.writeNumberField("updateCount", head.get().updateCount().getAsLong());
        }
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void writeJoined(ByteArrayOutputStream out, List<byte[]> rows) {
    boolean first = true;
    for (byte[] piece : rows) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.writeBytes(piece);
    }
  }

  private static StatementStats stats(QueryInfo query, StatementProgress progress, Instant now) {
    QueryState state = query.state();
    boolean done = state.isDone();
    int running = state == QueryState.RUNNING ? 1 : 0;
    OptionalDouble percentage =
        state == QueryState.FINISHED
            ? OptionalDouble.of(100)
            : progress.fraction() < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(100, progress.fraction() * 100));
    long processed = Math.max(progress.rows(), query.rows());
    long wall = query.elapsed(now).minus(query.queued(now)).toMillis();
    StageStats stage =
        StageStats.builder()
            .setStageId("0")
            .setState(state == QueryState.QUEUED ? "PLANNED" : state.name())
            .setDone(done)
            .setNodes(1)
            .setTotalSplits(1)
            .setRunningSplits(running)
            .setCompletedSplits(done ? 1 : 0)
            .setWallTimeMillis(wall)
            .setProcessedRows(processed)
            .setSubStages(List.of())
            .build();
    return StatementStats.builder()
        .setState(state.name())
        .setQueued(state == QueryState.QUEUED)
        .setScheduled(state != QueryState.QUEUED)
        .setProgressPercentage(percentage)
        .setRunningPercentage(OptionalDouble.empty())
        .setNodes(1)
        .setTotalSplits(1)
        .setQueuedSplits(state == QueryState.QUEUED ? 1 : 0)
        .setRunningSplits(running)
        .setCompletedSplits(done ? 1 : 0)
        .setQueuedTimeMillis(query.queued(now).toMillis())
        .setElapsedTimeMillis(query.elapsed(now).toMillis())
        .setWallTimeMillis(wall)
        .setProcessedRows(processed)
        .setRootStage(stage)
        .build();
  }

  private static QueryError error(SqlException e) {
    SqlException.SqlError error = e.error();
    ErrorLocation location =
        error.location().map(at -> new ErrorLocation(at.line(), at.column())).orElse(null);
    FailureInfo failure =
        new FailureInfo(
            SqlException.class.getName(),
            e.getMessage(),
            null,
            List.of(),
            List.of(),
            new ErrorInfo(error.number(), error.name(), error.type().name()),
            location);
    return new QueryError(
        e.getMessage(), null, error.number(), error.name(), error.type().name(), location, failure);
  }
}
