package dev.lakehouse.sql.delegate;

import io.trino.operator.DriverYieldSignal;
import io.trino.operator.Work;
import io.trino.operator.project.PageProjection;
import io.trino.operator.project.SelectedPositions;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SourcePage;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBWritableVector;

/** An expression in Trino's compiled form, computed chunk by chunk. Thread-safe. */
final class CompiledExpression implements DuckFunctions.ChunkFunction {
  private final Vectors vectors;
  private final ConnectorSession session;
  private final List<Codec> inputs;
  private final Codec output;
  private final Supplier<PageProjection> compiled;
  // A projection keeps the state of the call it is in, so each is in the hands of one thread.
  private final Queue<PageProjection> idle = new ConcurrentLinkedQueue<>();

  CompiledExpression(
      Vectors vectors,
      ConnectorSession session,
      List<Codec> inputs,
      Codec output,
      Supplier<PageProjection> compiled) {
    this.vectors = vectors;
    this.session = session;
    this.inputs = List.copyOf(inputs);
    this.output = output;
    this.compiled = compiled;
  }

  @Override
  public void apply(DuckDBDataChunkReader arguments, DuckDBWritableVector result)
      throws IOException {
    int rows = Math.toIntExact(arguments.rowCount());
    Block[] blocks = new Block[inputs.size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = vectors.read(inputs.get(i), arguments.vector(i + 1), rows);
    }
    vectors.write(output, project(new Page(rows, blocks), rows), rows, result);
  }

  private Block project(Page page, int rows) {
    PageProjection projection = idle.poll();
    if (projection == null) {
      projection = compiled.get();
    }
    Work<Block> work =
        projection.project(
            session,
            new DriverYieldSignal(),
            projection.getInputChannels().getInputChannels(SourcePage.create(page)),
            SelectedPositions.positionsRange(0, rows));
    while (!work.process()) {
      Thread.onSpinWait();
    }
    Block block = work.getResult();
    idle.add(projection);
    return block;
  }
}
