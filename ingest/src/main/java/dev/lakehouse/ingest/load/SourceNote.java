package dev.lakehouse.ingest.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.table.CommitStamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which files a commit took in, written into its snapshot: {@code {"key": "etag"}}. After a crash
 * it tells that a file's rows are in the table even if nothing else knows yet.
 */
final class SourceNote {
  /** The name of the note in the snapshot's summary. */
  static final String NAME = "sources";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SourceNote() {}

  static String write(List<InputFile> files) {
    ObjectNode note = JSON.createObjectNode();
    files.forEach(file -> note.put(file.key(), file.etag()));
    return note.toString();
  }

  /** The content tags of those of the files that the table's history knows, as of the newest. */
  static Map<String, String> find(Table table, Set<String> keys) {
    Map<String, String> found = new HashMap<>();
    Set<String> wanted = new HashSet<>(keys);
    if (table.currentSnapshot() == null) {
      return found;
    }
    for (Snapshot snapshot :
        SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot)) {
      if (wanted.isEmpty()) {
        break;
      }
      CommitStamp.noteOf(snapshot, NAME).ifPresent(note -> read(note, wanted, found));
    }
    return found;
  }

  private static void read(String note, Set<String> wanted, Map<String, String> found) {
    try {
      JSON.readTree(note)
          .properties()
          .forEach(property -> {
            if (wanted.remove(property.getKey())) {
              found.put(property.getKey(), property.getValue().asText());
            }
          });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a snapshot has an unreadable note: " + note, e);
    }
  }
}
