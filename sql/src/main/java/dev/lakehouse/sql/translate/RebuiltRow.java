package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.type.RowType;
import java.util.ArrayList;
import java.util.List;

/** A row made of another's fields, one by one. */
final class RebuiltRow {
  private RebuiltRow() {}

  /** What becomes of a field. */
  @FunctionalInterface
  interface Field {
    /**
     * The text of the new field.
     *
     * @param position which it is, from 0
     * @param field the text of the old one
     */
    String print(int position, String field);
  }

  /**
   * The text of the new row, which is NULL where the old one is.
   *
   * @param type gives the new fields their names
   * @param row the text of the old row; is there several times in the result
   */
  static String of(RowType type, String row, Field field) {
    List<String> names = StorageTypes.fieldNames(type);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(
          "%s := %s"
              .formatted(
                  names.get(i), field.print(i, "struct_extract_at(%s, %d)".formatted(row, i + 1))));
    }
    return "(CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END)"
        .formatted(row, String.join(", ", fields));
  }
}
