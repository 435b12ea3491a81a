package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;

/** Views: create, load, replace, register, rename, drop. */
final class ViewResource {
  private final ViewCatalog catalog;

  ViewResource(ViewCatalog catalog) {
    this.catalog = catalog;
  }

  List<RestRoute> routes() {
    return List.of(
        RestRoute.repeatable(Endpoint.V1_LIST_VIEWS, this::list),
        RestRoute.commit(Endpoint.V1_CREATE_VIEW, this::create),
        RestRoute.repeatable(Endpoint.V1_LOAD_VIEW, this::load),
        RestRoute.repeatable(Endpoint.V1_VIEW_EXISTS, this::exists),
        RestRoute.commit(Endpoint.V1_UPDATE_VIEW, this::replace),
        RestRoute.repeatable(Endpoint.V1_DELETE_VIEW, this::drop),
        RestRoute.repeatable(Endpoint.V1_RENAME_VIEW, this::rename),
        RestRoute.commit(Endpoint.V1_REGISTER_VIEW, this::register));
  }

  private RestResponse list(RestRequest request) {
    Page<TableIdentifier> page =
        Page.of(catalog.listViews(request.namespace()), TableIdentifier::name, request);
    return RestResponse.ok(
        ListTablesResponse.builder()
            .addAll(page.entries())
            .nextPageToken(page.nextToken())
            .build());
  }

  private RestResponse create(RestRequest request) throws IOException {
    CreateViewRequest view = request.body(CreateViewRequest.class);
    return RestResponse.ok(CatalogHandlers.createView(catalog, request.namespace(), view));
  }

  private RestResponse load(RestRequest request) {
    return RestResponse.ok(CatalogHandlers.loadView(catalog, request.view()));
  }

  private RestResponse exists(RestRequest request) {
    CatalogHandlers.viewExists(catalog, request.view());
    return RestResponse.noContent();
  }

  private RestResponse replace(RestRequest request) throws IOException {
    UpdateTableRequest change = request.body(UpdateTableRequest.class);
    return RestResponse.ok(CatalogHandlers.updateView(catalog, request.view(), change));
  }

  private RestResponse drop(RestRequest request) {
    CatalogHandlers.dropView(catalog, request.view());
    return RestResponse.noContent();
  }

  private RestResponse rename(RestRequest request) throws IOException {
    CatalogHandlers.renameView(catalog, request.body(RenameTableRequest.class));
    return RestResponse.noContent();
  }

  private RestResponse register(RestRequest request) throws IOException {
    RegisterViewRequest view = request.body(RegisterViewRequest.class);
    return RestResponse.ok(CatalogHandlers.registerView(catalog, request.namespace(), view));
  }
}
