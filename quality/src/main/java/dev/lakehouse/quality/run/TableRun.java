package dev.lakehouse.quality.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.check.Severity;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.sql.SqlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checks of one table, once. What is wrong with a check is its result; what is wrong with
 * the platform ends the run. Not thread-safe.
 */
final class TableRun {
  private static final Logger log = LoggerFactory.getLogger(TableRun.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CheckSuite suite;
  private final PinnedTable table;
  private final RulePlanner planner;
  private final Statements statements;
  private final CheckControl control;
  private final Map<Check, CheckResult> results = new HashMap<>();

  TableRun(
      CheckSuite suite,
      PinnedTable table,
      RulePlanner planner,
      Statements statements,
      CheckControl control) {
    this.suite = suite;
    this.table = table;
    this.planner = planner;
    this.statements = statements;
    this.control = control;
  }

  /** The results, in the order of the checks. */
  List<CheckResult> run() {
    List<ScanPart> parts = new ArrayList<>();
    Map<Check, RulePlanner.Work> alone = new LinkedHashMap<>();
    for (Check check : suite.checks()) {
      try {
        switch (planner.plan(check)) {
          case RulePlanner.Plan.InScan(ScanPart part) -> parts.add(part);
          case RulePlanner.Plan.Alone(RulePlanner.Work work) -> alone.put(check, work);
        }
      } catch (LakehouseException e) {
        note(check, OptionalLong.empty(), failedBy(e));
      }
    }
    OptionalLong total = scan(parts);
    alone.forEach((check, work) -> {
      control.report(check.name());
      note(check, total, () -> work.run(total));
    });
    return suite.checks().stream().map(check -> withTotal(results.get(check), total)).toList();
  }

  /** Makes all checks that share a scan; gives how many rows there are. */
  private OptionalLong scan(List<ScanPart> parts) {
    control.report(parts.isEmpty() ? "rows" : "%d checks in one scan".formatted(parts.size()));
    try {
      long total = scanOnce(parts);
      return OptionalLong.of(total);
    } catch (LakehouseException e) {
      rethrowIfOurs(e);
      if (parts.isEmpty()) {
        return OptionalLong.empty();
      }
      // One of them is broken; the others are not to suffer from it.
      log.debug("the checks of {} are made one by one", suite.table(), e);
    }
    OptionalLong total = OptionalLong.empty();
    for (ScanPart part : parts) {
      control.report(part.check().name());
      try {
        total = OptionalLong.of(scanOnce(List.of(part)));
      } catch (LakehouseException e) {
        note(part.check(), OptionalLong.empty(), failedBy(e));
      }
    }
    return total.isPresent() || parts.size() == 1 ? total : scan(List.of());
  }

  private long scanOnce(List<ScanPart> parts) {
    List<String> expressions = new ArrayList<>(List.of("count(*)"));
    parts.forEach(part -> expressions.addAll(part.expressions()));
    List<Object> row =
        statements
            .rows(
                "SELECT %s FROM %s AS t"
                    .formatted(String.join(", ", expressions), table.relation()),
                1)
            .getFirst();
    long total = Statements.number(row.getFirst());
    int next = 1;
    for (ScanPart part : parts) {
      List<Object> values = row.subList(next, next + part.expressions().size());
      next += part.expressions().size();
      note(part.check(), OptionalLong.of(total), () -> part.judge().judge(total, values));
    }
    return total;
  }

  private static Supplier<Finding> failedBy(LakehouseException e) {
    return () -> {
      throw e;
    };
  }

  private void note(Check check, OptionalLong total, Supplier<Finding> work) {
    CheckResult result;
    try {
      result = result(check, total, work.get());
    } catch (LakehouseException e) {
      rethrowIfOurs(e);
      log.debug("the check {} of {} could not be made", check.name(), suite.table(), e);
      result =
          new CheckResult(
              check, Status.ERROR, Words.of(e), OptionalLong.empty(), total, Optional.empty());
    }
    results.put(check, result);
  }

  private CheckResult result(Check check, OptionalLong total, Finding finding) {
    Status failed = check.severity() == Severity.WARN ? Status.WARN : Status.FAIL;
    String details = finding.details();
    Optional<String> keys = Optional.empty();
    if (!finding.holds() && finding.failingKeys().isPresent()) {
      try {
        keys = Optional.of(json(finding.failingKeys().get().rows()));
      } catch (LakehouseException e) {
        rethrowIfOurs(e);
        details += " (their keys could not be read: %s)".formatted(Words.of(e));
      }
    }
    return new CheckResult(
        check, finding.holds() ? Status.PASS : failed, details, finding.failingRows(), total, keys);
  }

  /** A key of one column is a value, one of several an array. */
  private static String json(List<List<Object>> rows) {
    List<?> keys =
        rows.stream().map(row -> row.size() == 1 ? row.getFirst() : (Object) row).toList();
    try {
      return JSON.writeValueAsString(keys);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("values of the protocol that are none of JSON", e);
    }
  }

  private static CheckResult withTotal(CheckResult result, OptionalLong total) {
    return new CheckResult(
        result.check(),
        result.status(),
        result.details(),
        result.failingRows(),
        result.totalRows().isPresent() ? result.totalRows() : total,
        result.failingKeys());
  }

  /**
   * What does not lie in a check ends the run: it was stopped, or a part does not answer, and may
   * answer later.
   */
  private void rethrowIfOurs(LakehouseException e) {
    boolean unanswered = e.code() == ErrorCode.UNAVAILABLE && !(e instanceof SqlException);
    if (control.isCancelled() || unanswered) {
      throw e;
    }
  }
}
