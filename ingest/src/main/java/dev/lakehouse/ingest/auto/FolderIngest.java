package dev.lakehouse.ingest.auto;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.ingest.load.FileOutcome;
import dev.lakehouse.ingest.load.InputFile;
import dev.lakehouse.ingest.load.LoadResult;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.LocalFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Ingests what is new in a folder: a file that was never seen, one whose content has changed, and
 * one that failed before. Thread-safe; two scans at a time do the same work twice, to the same end.
 */
public final class FolderIngest {
  private final Tables tables;
  private final FileLoader loader;
  private final InstantSource clock;

  public FolderIngest(Tables tables, FileLoader loader, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.loader = requireNonNull(loader, "loader is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Scans once. All new files of a table come in one commit; then the registry gets its rows, in
   * one as well.
   *
   * @param progress is told in a few words what is being done
   */
  public ScanReport scan(CsvFolderSource source, Consumer<String> progress) {
    Instant begun = clock.instant();
    DropFolder folder = DropFolder.of(source.location(), tables.store());
    DropFolder.Listing listing = folder.list();
    IngestRegistry registry = new IngestRegistry(tables, source.namespace());
    Map<String, IngestRegistry.Entry> known = registry.load();
    Map<DroppedFile, String> changed = changed(folder, listing.files(), known, source);
    FolderTables folderTables = new FolderTables(tables, source.namespace(), known);
    folderTables.assignAll(
        changed.keySet().stream()
            .map(DroppedFile::folder)
            .collect(Collectors.toCollection(TreeSet::new)));
    Map<TableIdentifier, List<DroppedFile>> byTable = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (DroppedFile file : changed.keySet()) {
      byTable
          .computeIfAbsent(
              folderTables.table(file.folder()),
              table -> {
                folderTables.note(file.folder()).ifPresent(notes::add);
                return new ArrayList<>();
              })
          .add(file);
    }
    Map<TableIdentifier, LoadResult> loads = new LinkedHashMap<>();
    List<IngestRegistry.Entry> entries = new ArrayList<>();
    byTable.forEach((table, files) -> {
      progress.accept("%s: %d of %d files".formatted(table, files.size(), changed.size()));
      LoadResult result = load(folder, table, files, changed, source);
      loads.put(table, result);
      entries.addAll(entries(table, files, result, known));
    });
    registry.append(entries, begun);
    return new ScanReport(
        listing.files().size(),
        listing.files().size() - changed.size(),
        loads,
        listing.ignored(),
        notes);
  }

  /** The files to take up, with their content tags. */
  private Map<DroppedFile, String> changed(
      DropFolder folder,
      List<DroppedFile> files,
      Map<String, IngestRegistry.Entry> known,
      CsvFolderSource source) {
    Set<String> present =
        known.isEmpty()
            ? Set.of()
            : tables.list(source.namespace()).stream()
                .map(TableIdentifier::name)
                .collect(Collectors.toSet());
    Map<DroppedFile, String> changed = new LinkedHashMap<>();
    for (DroppedFile file : files) {
      IngestRegistry.Entry entry = known.get(file.key());
      boolean settled = entry != null && entry.succeeded() && present.contains(entry.table());
      if (settled && isSameFile(file, entry)) {
        continue;
      }
      String etag = folder.etag(file);
      if (!settled || !etag.equals(entry.etag())) {
        changed.put(file, etag);
      }
    }
    return changed;
  }

  /** True if size and time say that the content cannot have changed, or the tag is known anyway. */
  private static boolean isSameFile(DroppedFile file, IngestRegistry.Entry entry) {
    return file.object()
        .etag()
        .map(etag -> etag.equals(entry.etag()))
        .orElseGet(() ->
            file.object().size() == entry.size()
                && micros(file.object().modified()) == micros(entry.modified()));
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private LoadResult load(
      DropFolder folder,
      TableIdentifier table,
      List<DroppedFile> files,
      Map<DroppedFile, String> etags,
      CsvFolderSource source) {
    try (LocalFiles local =
        folder.store().open(files.stream().map(file -> file.object().path()).toList())) {
      List<InputFile> inputs =
          files.stream()
              .map(file ->
                  new InputFile(file.key(), etags.get(file), local.path(file.object().path())))
              .toList();
      LoadResult result =
          loader.loadNew(
              table,
              inputs,
              source.options(),
              source.promoteTypes(),
              Map.of(FolderTables.FOLDER_PROPERTY, files.getFirst().folder()));
      return new LoadResult(
          recheck(folder, files, result.outcomes()),
          result.snapshotId(),
          result.tableCreated(),
          result.columnsAdded());
    }
  }

  /** A file that was written to while it was read is read again next time. */
  private static List<FileOutcome> recheck(
      DropFolder folder, List<DroppedFile> files, List<FileOutcome> outcomes) {
    Map<String, DroppedFile> byKey =
        files.stream().collect(Collectors.toMap(DroppedFile::key, file -> file));
    return outcomes.stream()
        .map(outcome ->
            !outcome.succeeded() || folder.isUnchanged(byKey.get(outcome.file().key()))
                ? outcome
                : new FileOutcome(
                    outcome.file(),
                    0,
                    0,
                    Optional.of("the file was changed while it was read"),
                    outcome.notes()))
        .toList();
  }

  /** The registry's rows, without those that would only repeat a failure that is known. */
  private static List<IngestRegistry.Entry> entries(
      TableIdentifier table,
      List<DroppedFile> files,
      LoadResult result,
      Map<String, IngestRegistry.Entry> known) {
    Map<String, DroppedFile> byKey = new HashMap<>();
    files.forEach(file -> byKey.put(file.key(), file));
    List<IngestRegistry.Entry> entries = new ArrayList<>();
    for (FileOutcome outcome : result.outcomes()) {
      DroppedFile file = byKey.get(outcome.file().key());
      IngestRegistry.Entry entry =
          new IngestRegistry.Entry(
              file.key(),
              outcome.file().etag(),
              table.name(),
              outcome.rows(),
              outcome.succeeded(),
              outcome.error(),
              file.object().size(),
              file.object().modified());
      IngestRegistry.Entry before = known.get(file.key());
      boolean repeated =
          before != null
              && !entry.succeeded()
              && !before.succeeded()
              && entry.etag().equals(before.etag())
              && entry.error().equals(before.error());
      if (!repeated) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
