package dev.lakehouse.table.write;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * What the footer of a Parquet file says, in Iceberg's terms.
 *
 * <p>The footer is found by hand, because Parquet's own file reader needs Hadoop's classes.
 *
 * @param fileBytes the size of the file
 * @param metrics counts and bounds of the columns
 * @param splitOffsets where row groups begin
 */
record ParquetFooter(long fileBytes, Metrics metrics, List<Long> splitOffsets) {
  // The file ends with the footer, its length (4 bytes, little endian) and the letters PAR1.
  private static final int TAIL_BYTES = 8;

  static ParquetFooter read(Path path, MetricsConfig config) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] tail = new byte[TAIL_BYTES];
      file.seek(file.length() - TAIL_BYTES);
      file.readFully(tail);
      int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      byte[] footer = new byte[length];
      file.seek(file.length() - TAIL_BYTES - length);
      file.readFully(footer);
      ParquetMetadata metadata =
          new ParquetMetadataConverter()
              .fromParquetMetadata(Util.readFileMetaData(new ByteArrayInputStream(footer)));
      return new ParquetFooter(
          file.length(),
          ParquetUtil.footerMetrics(metadata, Stream.empty(), config),
          ParquetUtil.getSplitOffsets(metadata));
    }
  }
}
