package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/** Tables: create, load, commit, register, rename, drop. */
final class TableResource {
  private static final String ETAG = "ETag";

  private final Catalog catalog;
  private final Map<String, String> clientProperties;

  /**
   * The tables of a catalog.
   *
   * @param clientProperties what clients are told with every table, so that they reach its files
   */
  TableResource(Catalog catalog, Map<String, String> clientProperties) {
    this.catalog = catalog;
    this.clientProperties = Map.copyOf(clientProperties);
  }

  List<RestRoute> routes() {
    return List.of(
        RestRoute.repeatable(Endpoint.V1_LIST_TABLES, this::list),
        RestRoute.commit(Endpoint.V1_CREATE_TABLE, this::create),
        RestRoute.repeatable(Endpoint.V1_LOAD_TABLE, this::load),
        RestRoute.repeatable(Endpoint.V1_TABLE_EXISTS, this::exists),
        RestRoute.commit(Endpoint.V1_UPDATE_TABLE, this::commit),
        RestRoute.repeatable(Endpoint.V1_DELETE_TABLE, this::drop),
        RestRoute.repeatable(Endpoint.V1_RENAME_TABLE, this::rename),
        RestRoute.commit(Endpoint.V1_REGISTER_TABLE, this::register));
  }

  private RestResponse list(RestRequest request) {
    Page<TableIdentifier> page =
        Page.of(catalog.listTables(request.namespace()), TableIdentifier::name, request);
    return RestResponse.ok(
        ListTablesResponse.builder()
            .addAll(page.entries())
            .nextPageToken(page.nextToken())
            .build());
  }

  private RestResponse create(RestRequest request) throws IOException {
    CreateTableRequest table = request.body(CreateTableRequest.class);
    return table.stageCreate()
        ? RestResponse.ok(withConfig(staged(request.namespace(), table)))
        : loaded(
            CatalogHandlers.createTable(catalog, request.namespace(), table), SnapshotMode.ALL);
  }

  /** The table as it will be made, with the catalog's defaults; nothing is kept of it here. */
  private LoadTableResponse staged(Namespace namespace, CreateTableRequest table) {
    Transaction creation =
        catalog
            .buildTable(TableIdentifier.of(namespace, table.name()), table.schema())
            .withLocation(table.location())
            .withPartitionSpec(table.spec())
            .withSortOrder(table.writeOrder())
            .withProperties(table.properties())
            .createTransaction();
    return LoadTableResponse.builder()
        .withTableMetadata(((BaseTransaction) creation).currentMetadata())
        .build();
  }

  private RestResponse load(RestRequest request) {
    SnapshotMode mode =
        request.query("snapshots").map(TableResource::mode).orElse(SnapshotMode.ALL);
    LoadTableResponse table = CatalogHandlers.loadTable(catalog, request.table(), mode);
    ETag tag = tag(table, mode);
    boolean known = request.header("If-None-Match").map(tag::matches).orElse(false);
    return known ? RestResponse.notModified().withHeader(ETAG, tag.value()) : loaded(table, mode);
  }

  private RestResponse exists(RestRequest request) {
    CatalogHandlers.tableExists(catalog, request.table());
    return RestResponse.noContent();
  }

  private RestResponse commit(RestRequest request) throws IOException {
    UpdateTableRequest change = request.body(UpdateTableRequest.class);
    return loaded(CatalogHandlers.updateTable(catalog, request.table(), change), SnapshotMode.ALL);
  }

  private RestResponse drop(RestRequest request) {
    if (request.queryFlag("purgeRequested")) {
      CatalogHandlers.purgeTable(catalog, request.table());
    } else {
      CatalogHandlers.dropTable(catalog, request.table());
    }
    return RestResponse.noContent();
  }

  private RestResponse rename(RestRequest request) throws IOException {
    CatalogHandlers.renameTable(catalog, request.body(RenameTableRequest.class));
    return RestResponse.noContent();
  }

  private RestResponse register(RestRequest request) throws IOException {
    RegisterTableRequest table = request.body(RegisterTableRequest.class);
    return loaded(
        CatalogHandlers.registerTable(catalog, request.namespace(), table), SnapshotMode.ALL);
  }

  private RestResponse loaded(LoadTableResponse table, SnapshotMode mode) {
    return RestResponse.ok(withConfig(table)).withHeader(ETAG, tag(table, mode).value());
  }

  private LoadTableResponse withConfig(LoadTableResponse table) {
    return LoadTableResponse.builder()
        .withTableMetadata(table.tableMetadata())
        .addAllConfig(clientProperties)
        .build();
  }

  private static ETag tag(LoadTableResponse table, SnapshotMode mode) {
    return ETag.of(table.metadataLocation(), mode.name());
  }

  private static SnapshotMode mode(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "all" -> SnapshotMode.ALL;
      case "refs" -> SnapshotMode.REFS;
      default -> throw new BadRequestException("snapshots is neither all nor refs: %s", text);
    };
  }
}
