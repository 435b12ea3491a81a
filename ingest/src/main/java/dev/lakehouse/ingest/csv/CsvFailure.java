package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_DATA;
import static dev.lakehouse.base.error.ErrorCode.NOT_FOUND;
import static dev.lakehouse.base.error.ErrorCode.UNAVAILABLE;

import com.github.luben.zstd.ZstdIOException;
import dev.lakehouse.base.error.LakehouseException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.ZipException;

/** What failures of the file system and of DuckDB mean for one CSV file. */
final class CsvFailure {
  private CsvFailure() {}

  static LakehouseException unreadable(String displayName, IOException e) {
    if (e instanceof NoSuchFileException) {
      return LakehouseException.of(NOT_FOUND, displayName + ": there is no such file").causedBy(e);
    }
    if (e instanceof EOFException || e instanceof ZipException || e instanceof ZstdIOException) {
      return LakehouseException.of(
              INVALID_DATA,
              displayName + ": the compressed data is damaged or cut off",
              "Upload the file again.")
          .causedBy(e);
    }
    return LakehouseException.of(UNAVAILABLE, displayName + ": cannot be read: " + e.getMessage())
        .causedBy(e);
  }

  static LakehouseException queryFailed(String displayName, SQLException e) {
    return LakehouseException.of(
            UNAVAILABLE, displayName + ": DuckDB could not look into the file: " + e.getMessage())
        .causedBy(e);
  }

  /** True if the failure can have its reason in what the file holds. */
  static boolean isAboutContent(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains(ConversionSql.MISFIT) || message.contains("CSV");
  }

  /** True if DuckDB met bytes that are not UTF-8. */
  static boolean isAboutEncoding(SQLException failure) {
    return String.valueOf(failure.getMessage()).contains("nvalid unicode");
  }

  /** The failure of DuckDB that is this one or behind it. */
  static Optional<SQLException> behind(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
