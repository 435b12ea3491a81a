package dev.lakehouse.table.catalog;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.sql.SQLException;

/** What the catalog says when its database does not do as it is told. */
final class CatalogErrors {
  /** PostgreSQL's code for a key that is taken. */
  static final String UNIQUE_VIOLATION = "23505";

  private CatalogErrors() {}

  static LakehouseException unavailable(String what, SQLException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "cannot %s: the catalog's database does not answer: %s".formatted(what, e.getMessage()),
            "check that PostgreSQL runs, then try again")
        .causedBy(e);
  }
}
