package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions to a staged file about which of its values do not fit. */
final class StagedQueries {
  private static final int MAX_VALUE_CHARS = 1000;

  private final Connection connection;
  private final RowConversion conversion;

  StagedQueries(Connection connection, RowConversion conversion) {
    this.connection = connection;
    this.conversion = conversion;
  }

  /** What is done with a row that does not fit. */
  interface MisfitHandler {
    void handle(RowDefect defect) throws IOException;
  }

  /** The rows that do not fit by line, each with its first misfit, at most so many. */
  void misfits(CsvRelation relation, long limit, MisfitHandler handler)
      throws SQLException, IOException {
    List<String> cases = new ArrayList<>();
    for (int i = 0; i < conversion.conversions().size(); i++) {
      int column = i;
      conversion
          .conversions()
          .get(i)
          .misfit()
          .ifPresent(misfit ->
              cases.add(
                  "WHEN %s THEN '%d:' || left(%s, %d)"
                      .formatted(misfit, column, CsvRelation.column(column), MAX_VALUE_CHARS)));
    }
    if (cases.isEmpty()) {
      return;
    }
    String sql =
        ("SELECT line, misfit FROM (SELECT %s, CASE %s END AS misfit FROM %s)"
                + " WHERE misfit IS NOT NULL ORDER BY line LIMIT %d")
            .formatted(CsvRelation.LINE, String.join(" ", cases), conversion.from(relation), limit);
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        handler.handle(defect(found.getLong(1), found.getString(2)));
      }
    }
  }

  /** The first misfit of the file. */
  Optional<RowDefect> firstMisfit(CsvRelation relation) throws SQLException, IOException {
    List<RowDefect> first = new ArrayList<>();
    misfits(relation, 1, first::add);
    return first.stream().findFirst();
  }

  private RowDefect defect(long line, String misfit) {
    int colon = misfit.indexOf(':');
    int column = Integer.parseInt(misfit.substring(0, colon));
    return conversion.misfit(line, column, misfit.substring(colon + 1));
  }
}
