package dev.lakehouse.serve.trino;

/** A request that has no answer but an HTTP status and a line of text. */
final class RefusedRequest extends RuntimeException {
  private final int status;

  RefusedRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  static RefusedRequest badRequest(String message) {
    return new RefusedRequest(400, message);
  }

  static RefusedRequest notFound() {
    return new RefusedRequest(404, "Query not found");
  }

  static RefusedRequest gone() {
    return new RefusedRequest(410, "These results were fetched, and are no longer here");
  }

  int status() {
    return status;
  }
}
