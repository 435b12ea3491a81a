package dev.lakehouse.ingest.csv;

/**
 * What happens to a row that does not fit: a value of the wrong type, too few or too many fields,
 * broken quoting, bytes that are not text.
 *
 * @param quarantine true to set bad rows aside, false to fail at the first one
 * @param limit how many rows may be set aside before the file fails; 0 if quarantine is false
 */
public record BadRows(boolean quarantine, long limit) {
  public BadRows {
    if (limit < 0 || (!quarantine && limit != 0)) {
      throw new IllegalArgumentException("limit is " + limit);
    }
  }

  /** The first bad row fails the file. */
  public static BadRows fail() {
    return new BadRows(false, 0);
  }

  /** Bad rows are set aside; one more than the limit fails the file. */
  public static BadRows quarantine(long limit) {
    return new BadRows(true, limit);
  }
}
