package dev.lakehouse.quality.run;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.check.Rule;
import dev.lakehouse.quality.result.QualityResults;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.apache.iceberg.types.Types.NestedField;

/** Says how a check of a table is made. Not thread-safe. */
final class RulePlanner {
  /** How a check is made. */
  sealed interface Plan {
    /** Together with others, in one scan. */
    record InScan(ScanPart part) implements Plan {}

    /** By itself. */
    record Alone(Work work) implements Plan {}
  }

  /** The work of a check that is made by itself. */
  @FunctionalInterface
  interface Work {
    /**
     * Finds out.
     *
     * @param total how many rows the table has; empty if they could not be counted
     */
    Finding run(OptionalLong total);
  }

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final CheckSuite suite;
  private final PinnedTable table;
  private final PinnedTables tables;
  private final Statements statements;
  private final QualityResults results;
  private final Instant now;
  private boolean distinctInScan;

  RulePlanner(
      CheckSuite suite,
      PinnedTable table,
      PinnedTables tables,
      Statements statements,
      QualityResults results,
      Instant now) {
    this.suite = suite;
    this.table = table;
    this.tables = tables;
    this.statements = statements;
    this.results = results;
    this.now = now;
  }

  /**
   * How to make a check.
   *
   * @throws LakehouseException if it names what is not there, or what it cannot be made of
   */
  Plan plan(Check check) {
    return switch (check.rule()) {
      case Rule.Uniqueness rule -> uniqueness(check, rule);
      case Rule.NotNull rule -> notNull(check, rule);
      case Rule.Positive rule -> rows(check, BrokenRows.of(rule, table), List.of(rule.column()));
      case Rule.Range rule -> rows(check, BrokenRows.of(rule, table), List.of(rule.column()));
      case Rule.AcceptedValues rule ->
          rows(check, BrokenRows.of(rule, table), List.of(rule.column()));
      case Rule.NoFutureDates rule ->
          rows(check, BrokenRows.of(rule, table, now), List.of(rule.column()));
      case Rule.Regex rule -> rows(check, BrokenRows.of(rule, table), List.of(rule.column()));
      case Rule.RowCountRange rule -> total(check, total -> rowCount(rule, total));
      case Rule.RowCountChange rule -> total(check, total -> rowCountChange(rule, total));
      case Rule.Freshness rule -> freshness(check, rule);
      case Rule.Relationship rule -> relationship(rule);
      case Rule.SchemaContract rule -> new Plan.Alone(_ -> SchemaComparison.compare(rule, table));
      case Rule.CustomSql rule ->
          new Plan.Alone(_ -> new CustomQuery(rule, tables, statements).run());
    };
  }

  private Plan rows(Check check, BrokenRows broken, List<String> columns) {
    return rows(check, List.of(broken.count()), broken, columns);
  }

  private Plan rows(
      Check check, List<String> expressions, BrokenRows broken, List<String> columns) {
    Optional<Finding.Keys> keys = keys(broken, columns);
    return new Plan.InScan(
        new ScanPart(
            check,
            expressions,
            (total, values) ->
                Finding.ofRows(Statements.number(values.getFirst()), total, broken.words(), keys)));
  }

  private Optional<Finding.Keys> keys(BrokenRows broken, List<String> columns) {
    List<String> names = suite.key().isEmpty() ? columns : suite.key();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(() -> {
          List<NestedField> fields = names.stream().map(table::column).toList();
          return statements.rows(broken.keys(fields, table), Finding.MOST_KEYS);
        });
  }

  private Plan notNull(Check check, Rule.NotNull rule) {
    BrokenRows broken = BrokenRows.of(rule, table);
    if (rule.columns().size() > 1) {
      return rows(check, broken, rule.columns());
    }
    // Without a key there is nothing to name. And files know how many NULLs they have.
    String column = BrokenRows.column(table.column(rule.columns().getFirst()));
    return rows(check, List.of("count(*) - count(%s)".formatted(column)), broken, List.of());
  }

  private Plan uniqueness(Check check, Rule.Uniqueness rule) {
    RepeatedValues repeated = new RepeatedValues(rule, table);
    ScanPart.Judge judge =
        (total, values) -> {
          long present = Statements.number(values.getFirst());
          long different = Statements.number(values.getLast());
          return Finding.ofRows(
              present - different,
              total,
              "%s is the same as in another row".formatted(String.join(", ", rule.columns())),
              Optional.of(() -> statements.rows(repeated.values(), Finding.MOST_KEYS)));
        };
    // A scan that keeps the values of one column should not have to keep those of others as well.
    if (repeated.fitIntoScan() && !distinctInScan) {
      distinctInScan = true;
      return new Plan.InScan(new ScanPart(check, repeated.counts(), judge));
    }
    return new Plan.Alone(
        total -> judge.judge(total.orElse(0), statements.rows(repeated.statement(), 1).getFirst()));
  }

  private static Plan total(Check check, LongFunction<Finding> judge) {
    return new Plan.InScan(new ScanPart(check, List.of(), (total, _) -> judge.apply(total)));
  }

  private static Finding rowCount(Rule.RowCountRange rule, long total) {
    boolean enough = rule.min().isEmpty() || total >= rule.min().getAsLong();
    boolean few = rule.max().isEmpty() || total <= rule.max().getAsLong();
    String rows = Words.count(total, "row");
    return Finding.ofTable(
        enough && few,
        enough && few
            ? rows
            : enough
                ? "%s, more than %,d".formatted(rows, rule.max().getAsLong())
                : "%s, fewer than %,d".formatted(rows, rule.min().getAsLong()));
  }

  private Finding rowCountChange(Rule.RowCountChange rule, long total) {
    Optional<QualityResults.RowCount> last =
        EarlierRows.before(table, results.rowCounts(suite.table()));
    if (last.isEmpty() || last.get().rows() == 0) {
      return Finding.ofTable(
          true, Words.count(total, "row") + ", and no earlier rows to compare with");
    }
    long before = last.get().rows();
    BigDecimal percent =
        BigDecimal.valueOf(total - before)
            .multiply(HUNDRED)
            .divide(BigDecimal.valueOf(before), 6, RoundingMode.HALF_UP);
    boolean holds =
        isWithin(percent, rule.maxIncrease()) && isWithin(percent.negate(), rule.maxDecrease());
    return Finding.ofTable(
        holds,
        String.format(
            Locale.ROOT,
            "%s, %+.1f %% since %,d at %s%s",
            Words.count(total, "row"),
            percent,
            before,
            last.get().executedAt(),
            holds ? "" : "; allowed is " + allowed(rule)));
  }

  private static boolean isWithin(BigDecimal percent, Optional<BigDecimal> limit) {
    return limit.isEmpty() || percent.compareTo(limit.get()) <= 0;
  }

  private static String allowed(Rule.RowCountChange rule) {
    return "%s to %s"
        .formatted(
            rule.maxDecrease().map(limit -> "-%s %%".formatted(limit)).orElse("any decrease"),
            rule.maxIncrease().map(limit -> "+%s %%".formatted(limit)).orElse("any increase"));
  }

  private Plan freshness(Check check, Rule.Freshness rule) {
    return new Plan.InScan(
        new ScanPart(
            check,
            BrokenRows.newest(rule, table, now.minus(rule.maxAge())),
            (_, values) -> {
              Object newest = values.getFirst();
              boolean holds = Boolean.TRUE.equals(values.getLast());
              return Finding.ofTable(
                  holds,
                  newest == null
                      ? "there is no %s".formatted(rule.column())
                      : "the newest %s is %s%s"
                          .formatted(
                              rule.column(),
                              newest,
                              holds ? "" : ", older than " + Words.duration(rule.maxAge())));
            }));
  }

  private Plan relationship(Rule.Relationship rule) {
    PinnedTable other =
        tables
            .find(rule.to())
            .orElseThrow(() ->
                LakehouseException.of(
                    ErrorCode.NOT_FOUND, "there is no table %s to look into".formatted(rule.to())));
    BrokenRows broken = BrokenRows.of(rule, table, other);
    return new Plan.Alone(total -> {
      long failing =
          statements.number(
              "SELECT count(*) FROM %s AS t WHERE %s".formatted(table.relation(), broken.sql()));
      return Finding.ofRows(
          failing, total.orElse(failing), broken.words(), keys(broken, List.of(rule.column())));
    });
  }
}
