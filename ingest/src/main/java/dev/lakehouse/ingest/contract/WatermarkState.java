package dev.lakehouse.ingest.contract;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.Watermark;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import java.util.Optional;

/**
 * The watermark of a source, which lives in the commits of its table: what is shown and set here is
 * what the next run goes by, because it is the same thing. Thread-safe.
 */
public final class WatermarkState {
  private final Tables tables;
  private final CsvContractSource source;
  private final Watermark watermark;

  /**
   * The state of a source.
   *
   * @throws IllegalArgumentException if the source has no watermark
   */
  public WatermarkState(Tables tables, CsvContractSource source) {
    this.tables = requireNonNull(tables, "tables is null");
    this.source = requireNonNull(source, "source is null");
    this.watermark =
        source
            .watermark()
            .orElseThrow(() -> new IllegalArgumentException(source.name() + " has no watermark"));
  }

  /** The mark as text; empty if no row was ever taken, or it was deleted. */
  public Optional<String> get() {
    return get(CommitStamp.MAIN);
  }

  /** The mark of a branch; that of the table if there is no such branch. */
  Optional<String> get(String branch) {
    return Optional.ofNullable(tables.state(source.table(), branch).get(watermark.variable()));
  }

  /** Sets the mark: the next run takes rows after it. */
  public void set(String value) {
    if (value.isBlank()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the watermark %s cannot be empty".formatted(watermark.variable()),
          "delete it to have everything read again");
    }
    requireFits(value);
    commit(value);
  }

  /** Deletes the mark: the next run takes the whole file. False if there was none. */
  public boolean delete() {
    if (get().isEmpty()) {
      return false;
    }
    commit("");
    return true;
  }

  private void commit(String value) {
    tables.apply(
        source.table(),
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState(watermark.variable(), value)));
  }

  private void requireFits(String value) {
    try (var session = tables.session()) {
      session.execute(
          "SELECT " + MarkSql.value(value, source.columns().findType(watermark.column())));
    } catch (LakehouseException e) {
      throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "'%s' is no value of the column %s".formatted(value, watermark.column()),
              "write it as the variable shows it, such as 2024-02-09")
          .causedBy(e);
    }
  }
}
