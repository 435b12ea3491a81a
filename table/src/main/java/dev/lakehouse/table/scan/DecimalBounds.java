package dev.lakehouse.table.scan;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * Between which values the decimals of a column lie.
 *
 * @param least no value is less
 * @param most no value is greater
 */
public record DecimalBounds(BigDecimal least, BigDecimal most) {
  public DecimalBounds {
    requireNonNull(least, "least is null");
    requireNonNull(most, "most is null");
  }

  /** What files say of a column; empty if one of them says nothing, or there is none. */
  static Optional<DecimalBounds> of(List<FileScanTask> tasks, Types.NestedField column) {
    DecimalBounds bounds = null;
    for (FileScanTask task : tasks) {
      Optional<BigDecimal> least = bound(task.file().lowerBounds(), column);
      Optional<BigDecimal> most = bound(task.file().upperBounds(), column);
      if (least.isEmpty() || most.isEmpty()) {
        return Optional.empty();
      }
      bounds =
          bounds == null
              ? new DecimalBounds(least.get(), most.get())
              : new DecimalBounds(bounds.least.min(least.get()), bounds.most.max(most.get()));
    }
    return Optional.ofNullable(bounds);
  }

  private static Optional<BigDecimal> bound(
      Map<Integer, ByteBuffer> bounds, Types.NestedField column) {
    return Optional.ofNullable(bounds)
        .map(all -> all.get(column.fieldId()))
        .map(bytes -> Conversions.fromByteBuffer(column.type(), bytes));
  }
}
