package dev.lakehouse.serve.catalog;

import java.util.List;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.responses.ConfigResponse;

/** {@code /v1/config}: what this catalog can do. It has one warehouse, whatever it is called. */
final class ConfigResource {
  private final List<Endpoint> endpoints;

  ConfigResource(List<RestRoute> routes) {
    this.endpoints = routes.stream().map(RestRoute::endpoint).toList();
  }

  RestRoute route() {
    return RestRoute.repeatable(
        Endpoint.create("GET", "/v1/config"),
        request -> RestResponse.ok(ConfigResponse.builder().withEndpoints(endpoints).build()));
  }
}
