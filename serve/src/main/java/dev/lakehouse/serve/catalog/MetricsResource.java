package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.metrics.MetricsReporter;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients report of their scans and commits: logged, and handed to a listener. */
final class MetricsResource {
  private static final Logger log = LoggerFactory.getLogger(MetricsResource.class);

  private final MetricsReporter listener;

  MetricsResource(MetricsReporter listener) {
    this.listener = listener;
  }

  List<RestRoute> routes() {
    return List.of(RestRoute.repeatable(Endpoint.V1_REPORT_METRICS, this::report));
  }

  private RestResponse report(RestRequest request) throws IOException {
    ReportMetricsRequest report = request.body(ReportMetricsRequest.class);
    log.debug("{}: {}", request.table(), report.report());
    // Newer clients may report what this release does not know.
    if (report.reportType() != ReportMetricsRequest.ReportType.UNKNOWN) {
      listener.report(report.report());
    }
    return RestResponse.noContent();
  }
}
