package dev.lakehouse.serve.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.MetadataUpdate.UpgradeFormatVersion;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateRequirement.AssertTableDoesNotExist;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.util.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits changes of several tables, all or none: new metadata of each is written first, then all
 * pointers move in one transaction. A reader sees either no change or, of each table that it looks
 * at afterwards, the change. Thread-safe.
 */
final class MultiTableCommit {
  private static final Logger log = LoggerFactory.getLogger(MultiTableCommit.class);

  private final ServedCatalog catalog;
  private final TablePointers pointers;

  MultiTableCommit(ServedCatalog catalog, TablePointers pointers) {
    this.catalog = catalog;
    this.pointers = pointers;
  }

  /**
   * Commits.
   *
   * @throws CommitFailedException if a requirement does not hold, or others were faster time and
   *     again: nothing has changed
   * @throws CommitStateUnknownException if the database was lost while it committed
   * @throws BadRequestException if a table is named twice
   */
  void commit(List<UpdateTableRequest> changes) {
    requireDistinct(changes);
    try {
      Tasks.foreach(List.of(changes))
          .retry(TableProperties.COMMIT_NUM_RETRIES_DEFAULT)
          .exponentialBackoff(
              TableProperties.COMMIT_MIN_RETRY_WAIT_MS_DEFAULT,
              TableProperties.COMMIT_MAX_RETRY_WAIT_MS_DEFAULT,
              TableProperties.COMMIT_TOTAL_RETRY_TIME_MS_DEFAULT,
              2.0)
          .onlyRetryOn(TablePointers.ConflictException.class)
          .run(this::attempt);
    } catch (TablePointers.ConflictException e) {
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
  }

  private void attempt(List<UpdateTableRequest> changes) {
    List<Change> prepared = changes.stream().map(this::prepare).flatMap(Optional::stream).toList();
    List<Written> written = new ArrayList<>();
    try {
      for (Change change : prepared) {
        written.add(write(change));
      }
      pointers.moveAll(written.stream().map(Written::move).toList());
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      // Nothing points to them, and nothing will.
      written.forEach(MultiTableCommit::delete);
      throw e;
    }
    prepared.forEach(change ->
        CatalogUtil.deleteRemovedMetadataFiles(
            change.operations().io(), change.base().orElse(null), change.updated()));
  }

  /** Applies the change in memory; empty if it changes nothing. */
  private Optional<Change> prepare(UpdateTableRequest request) {
    boolean create =
        request.requirements().stream().anyMatch(AssertTableDoesNotExist.class::isInstance);
    TableOperations operations =
        create ? operationsOfNewTable(request.identifier()) : operations(request.identifier());
    Optional<TableMetadata> base = Optional.ofNullable(operations.current());
    request.requirements().forEach(requirement -> requirement.validate(base.orElse(null)));
    TableMetadata.Builder builder =
        base.map(TableMetadata::buildFrom).orElseGet(() -> empty(request));
    request.updates().forEach(update -> update.applyTo(builder));
    TableMetadata updated = builder.build();
    return updated.changes().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Change(catalog.storedName(request.identifier()), operations, base, updated));
  }

  private TableOperations operations(TableIdentifier table) {
    return ((BaseTable) catalog.loadTable(table)).operations();
  }

  private TableOperations operationsOfNewTable(TableIdentifier table) {
    return ((BaseTransaction) catalog.buildTable(table, new Schema()).createOrReplaceTransaction())
        .underlyingOps();
  }

  private static TableMetadata.Builder empty(UpdateTableRequest request) {
    return request.updates().stream()
        .filter(UpgradeFormatVersion.class::isInstance)
        .map(update -> ((UpgradeFormatVersion) update).formatVersion())
        .findFirst()
        .map(TableMetadata::buildFromEmpty)
        .orElseGet(TableMetadata::buildFromEmpty);
  }

  private static Written write(Change change) {
    TableMetadata updated = change.updated();
    String codec =
        updated.property(
            TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT);
    String name =
        String.format(
            Locale.ROOT,
            "%05d-%s%s",
            change.version(),
            UUID.randomUUID(),
            TableMetadataParser.getFileExtension(codec));
    TableOperations operations = change.operations();
    String location = operations.temp(updated).metadataFileLocation(name);
    TableMetadataParser.overwrite(updated, operations.io().newOutputFile(location));
    return new Written(change, location);
  }

  private static void delete(Written written) {
    try {
      written.change().operations().io().deleteFile(written.location());
    } catch (RuntimeException e) {
      log.warn("{} is left over from a commit that failed", written.location(), e);
    }
  }

  private static void requireDistinct(List<UpdateTableRequest> changes) {
    Set<TableIdentifier> seen = new HashSet<>();
    for (UpdateTableRequest change : changes) {
      if (change.identifier() == null) {
        throw new BadRequestException("A table change names no table");
      }
      if (!seen.add(change.identifier())) {
        throw new BadRequestException("Table %s is changed twice", change.identifier());
      }
    }
  }

  private record Change(
      TableIdentifier storedName,
      TableOperations operations,
      Optional<TableMetadata> base,
      TableMetadata updated) {
    /** One more than the number with which the current metadata file's name begins. */
    int version() {
      return base.map(TableMetadata::metadataFileLocation).map(Change::version).orElse(-1) + 1;
    }

    private static int version(String location) {
      String name = location.substring(location.lastIndexOf('/') + 1);
      int dash = name.indexOf('-');
      return dash > 0 && name.substring(0, dash).matches("[0-9]{1,9}")
          ? Integer.parseInt(name.substring(0, dash))
          : -1;
    }
  }

  private record Written(Change change, String location) {
    TablePointers.Move move() {
      return new TablePointers.Move(
          change.storedName(), change.base().map(TableMetadata::metadataFileLocation), location);
    }
  }
}
