package dev.lakehouse.sql.delegate;

import io.trino.spi.block.Block;
import java.io.IOException;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/** The values of a block by their position in it. Thread-safe. */
record BlockColumn(Vectors vectors, Codec codec, Block block)
    implements DuckFunctions.ChunkFunction {
  @Override
  public void apply(DuckDBDataChunkReader arguments, DuckDBWritableVector result)
      throws IOException {
    int rows = Math.toIntExact(arguments.rowCount());
    DuckDBReadableVector wanted = arguments.vector(1);
    int[] positions = new int[rows];
    for (int row = 0; row < rows; row++) {
      positions[row] = Math.toIntExact(wanted.getLong(row));
    }
    vectors.write(codec, block.getPositions(positions, 0, rows), rows, result);
  }
}
