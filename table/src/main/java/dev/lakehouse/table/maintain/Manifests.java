package dev.lakehouse.table.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.GenericManifestFile;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.TypeUtil;

/**
 * Reads what snapshots refer to, and keeps nothing: a snapshot that is asked for its manifests
 * holds on to them for as long as the table is remembered.
 */
final class Manifests {
  private static final Schema MANIFEST =
      TypeUtil.select(
          ManifestFile.schema(),
          Set.of(
              ManifestFile.PATH.fieldId(),
              ManifestFile.LENGTH.fieldId(),
              ManifestFile.SPEC_ID.fieldId(),
              ManifestFile.MANIFEST_CONTENT.fieldId(),
              ManifestFile.SEQUENCE_NUMBER.fieldId(),
              ManifestFile.MIN_SEQUENCE_NUMBER.fieldId(),
              ManifestFile.SNAPSHOT_ID.fieldId(),
              ManifestFile.ADDED_FILES_COUNT.fieldId(),
              ManifestFile.EXISTING_FILES_COUNT.fieldId(),
              ManifestFile.DELETED_FILES_COUNT.fieldId()));

  private static final List<String> FILE_COLUMNS =
      List.of(DataFile.FILE_PATH.name(), DataFile.FILE_SIZE.name());

  private Manifests() {}

  /** The manifests of a snapshot; each is the consumer's for the time of the call only. */
  static void ofSnapshot(Snapshot snapshot, FileIO io, Consumer<ManifestFile> consumer) {
    if (snapshot.manifestListLocation() == null) {
      snapshot.allManifests(io).forEach(consumer);
      return;
    }
    try (CloseableIterable<ManifestFile> manifests =
        InternalData.read(FileFormat.AVRO, io.newInputFile(snapshot.manifestListLocation()))
            .setRootType(GenericManifestFile.class)
            .project(MANIFEST)
            .reuseContainers()
            .build()) {
      manifests.forEach(consumer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data or delete files that are alive in a manifest: their locations and sizes. */
  static void liveFiles(
      ManifestFile manifest, TableMetadata table, FileIO io, Consumer<ContentFile<?>> consumer) {
    try (ManifestReader<? extends ContentFile<?>> files = open(manifest, table, io)) {
      files.select(FILE_COLUMNS).forEach(consumer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ManifestReader<? extends ContentFile<?>> open(
      ManifestFile manifest, TableMetadata table, FileIO io) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, io, table.specsById())
        : ManifestFiles.readDeleteManifest(manifest, io, table.specsById());
  }
}
