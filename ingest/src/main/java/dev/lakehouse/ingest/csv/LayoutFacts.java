package dev.lakehouse.ingest.csv;

/** What the records of a file were like: decides which reader may read it. */
final class LayoutFacts {
  private long lf;
  private long crlf;
  private long cr;
  private long quotedFields;
  private long quotedLineEnds;
  private long commentLines;
  private long whiteLines;
  private int longestRecord;

  void lineEnd(LineEnding kind) {
    switch (kind) {
      case LF -> lf++;
      case CRLF -> crlf++;
      case CR -> cr++;
      case MIXED, NONE -> throw new IllegalArgumentException("not a line end: " + kind);
    }
  }

  void quotedField() {
    quotedFields++;
  }

  void quotedLineEnd() {
    quotedLineEnds++;
  }

  void commentLine() {
    commentLines++;
  }

  void whiteLine() {
    whiteLines++;
  }

  void record(int bytes) {
    longestRecord = Math.max(longestRecord, bytes);
  }

  LineEnding lineEnding() {
    int kinds = (lf > 0 ? 1 : 0) + (crlf > 0 ? 1 : 0) + (cr > 0 ? 1 : 0);
    if (kinds > 1) {
      return LineEnding.MIXED;
    }
    return lf > 0
        ? LineEnding.LF
        : crlf > 0 ? LineEnding.CRLF : cr > 0 ? LineEnding.CR : LineEnding.NONE;
  }

  long quotedFields() {
    return quotedFields;
  }

  long quotedLineEnds() {
    return quotedLineEnds;
  }

  /** Lines left out because they are comments. */
  long commentLines() {
    return commentLines;
  }

  /** Lines left out although there are blanks in them. */
  long whiteLines() {
    return whiteLines;
  }

  /** In bytes, with its line end. */
  int longestRecord() {
    return longestRecord;
  }
}
