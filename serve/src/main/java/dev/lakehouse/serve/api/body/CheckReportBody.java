package dev.lakehouse.serve.api.body;

import java.util.List;

/**
 * What came of checks.
 *
 * @param passed false if one of severity {@code error} did not pass
 */
public record CheckReportBody(boolean passed, List<CheckResultBody> results) {
  public CheckReportBody {
    results = List.copyOf(results);
  }
}
