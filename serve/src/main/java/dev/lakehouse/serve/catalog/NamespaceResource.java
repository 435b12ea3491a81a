package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;

/** Namespaces and their properties. */
final class NamespaceResource {
  private final SupportsNamespaces catalog;

  NamespaceResource(SupportsNamespaces catalog) {
    this.catalog = catalog;
  }

  List<RestRoute> routes() {
    return List.of(
        RestRoute.repeatable(Endpoint.V1_LIST_NAMESPACES, this::list),
        RestRoute.repeatable(Endpoint.V1_CREATE_NAMESPACE, this::create),
        RestRoute.repeatable(Endpoint.V1_LOAD_NAMESPACE, this::load),
        RestRoute.repeatable(Endpoint.V1_NAMESPACE_EXISTS, this::exists),
        RestRoute.repeatable(Endpoint.V1_DELETE_NAMESPACE, this::drop),
        RestRoute.repeatable(Endpoint.V1_UPDATE_NAMESPACE, this::update));
  }

  private RestResponse list(RestRequest request) {
    Namespace parent =
        request
            .query("parent")
            .filter(text -> !text.isEmpty())
            .map(RESTUtil::namespaceFromQueryParam)
            .orElse(Namespace.empty());
    Page<Namespace> page =
        Page.of(catalog.listNamespaces(parent), RESTUtil::namespaceToQueryParam, request);
    return RestResponse.ok(
        ListNamespacesResponse.builder()
            .addAll(page.entries())
            .nextPageToken(page.nextToken())
            .build());
  }

  private RestResponse create(RestRequest request) throws IOException {
    return RestResponse.ok(
        CatalogHandlers.createNamespace(catalog, request.body(CreateNamespaceRequest.class)));
  }

  private RestResponse load(RestRequest request) {
    return RestResponse.ok(CatalogHandlers.loadNamespace(catalog, request.namespace()));
  }

  private RestResponse exists(RestRequest request) {
    CatalogHandlers.namespaceExists(catalog, request.namespace());
    return RestResponse.noContent();
  }

  private RestResponse drop(RestRequest request) {
    CatalogHandlers.dropNamespace(catalog, request.namespace());
    return RestResponse.noContent();
  }

  private RestResponse update(RestRequest request) throws IOException {
    return RestResponse.ok(
        CatalogHandlers.updateNamespaceProperties(
            catalog, request.namespace(), request.body(UpdateNamespacePropertiesRequest.class)));
  }
}
