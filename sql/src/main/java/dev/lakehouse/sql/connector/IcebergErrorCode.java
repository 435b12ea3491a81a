package dev.lakehouse.sql.connector;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.ErrorType;

/** The error codes of Trino's Iceberg connector under their names and numbers. */
enum IcebergErrorCode implements ErrorCodeSupplier {
  ICEBERG_INVALID_METADATA(1, ErrorType.EXTERNAL),
  ICEBERG_FILESYSTEM_ERROR(7, ErrorType.EXTERNAL),
  ICEBERG_INVALID_SNAPSHOT_ID(11, ErrorType.USER_ERROR),
  ICEBERG_COMMIT_ERROR(12, ErrorType.EXTERNAL),
  ICEBERG_CATALOG_ERROR(13, ErrorType.EXTERNAL),
  ICEBERG_UNSUPPORTED_VIEW_DIALECT(17, ErrorType.EXTERNAL);

  private static final int FIRST = 0x0504_0000;

  private final int number;
  private final ErrorType type;

  IcebergErrorCode(int number, ErrorType type) {
    this.number = number;
    this.type = type;
  }

  @Override
  public ErrorCode toErrorCode() {
    return new ErrorCode(FIRST + number, name(), type, type == ErrorType.USER_ERROR);
  }
}
