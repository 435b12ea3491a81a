package dev.lakehouse.serve.catalog;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;

/** Commits of several tables at once. */
final class TransactionResource {
  private final MultiTableCommit commit;

  TransactionResource(MultiTableCommit commit) {
    this.commit = commit;
  }

  List<RestRoute> routes() {
    return List.of(RestRoute.commit(Endpoint.V1_COMMIT_TRANSACTION, this::commit));
  }

  private RestResponse commit(RestRequest request) throws IOException {
    commit.commit(request.body(CommitTransactionRequest.class).tableChanges());
    return RestResponse.noContent();
  }
}
