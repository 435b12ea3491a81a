package dev.lakehouse.serve.api.body;

import java.util.List;

/** Results of the past, the newest first. */
public record CheckHistoryBody(List<CheckResultBody> results) {
  public CheckHistoryBody {
    results = List.copyOf(results);
  }
}
