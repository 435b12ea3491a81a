package dev.lakehouse.table.write;

import java.nio.file.Path;
import java.util.Map;

/**
 * A Parquet file that DuckDB wrote into the staging directory.
 *
 * @param path the file
 * @param rows how many rows it has
 * @param partitionTexts the text of each partition column, empty if there are none
 */
record StagedFile(Path path, long rows, Map<String, String> partitionTexts) {}
