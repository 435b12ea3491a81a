package dev.lakehouse.ingest.csv;

import java.util.Optional;
import org.apache.iceberg.types.Type;

/**
 * What the text of a column is to become.
 *
 * @param type the type
 * @param declared true if somebody asked for the type, false if inference found it: then only what
 *     inference takes for that type fits
 * @param layout how an inferred DATE is written
 * @param scale how many digits after the point an inferred number probably has
 */
record ConversionTarget(Type type, boolean declared, Optional<DateLayout> layout, int scale) {
  static ConversionTarget declared(Type type) {
    return new ConversionTarget(type, true, Optional.empty(), 0);
  }

  static ConversionTarget inferred(InferredType inferred) {
    return new ConversionTarget(inferred.type(), false, inferred.layout(), inferred.scale());
  }
}
