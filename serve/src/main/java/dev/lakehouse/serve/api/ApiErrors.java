package dev.lakehouse.serve.api;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.serve.api.body.ApiJson;
import dev.lakehouse.serve.api.body.ErrorBody;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors as answers. A client's own mistake is not logged; a failure of ours is, once, and its
 * stack trace stays here.
 */
final class ApiErrors {
  private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private ApiErrors() {}

  /** What is answered. */
  record Answer(int status, ErrorBody body) {}

  static Answer of(Exception error, Operation operation) {
    if (error instanceof RefusedCall refused) {
      return new Answer(refused.status(), refused.body());
    }
    if (error instanceof LakehouseException known) {
      int status = status(known.code());
      if (status == SERVER_ERROR) {
        log.error("{} failed", operation.name(), known);
      }
      return new Answer(
          status, body(ApiJson.word(known.code()), known.getMessage(), known.remedy()));
    }
    log.error("{} failed", operation.name(), error);
    return new Answer(
        SERVER_ERROR,
        body(
            ApiJson.word(ErrorCode.INTERNAL),
            "something went wrong that should not: " + error.getClass().getSimpleName(),
            Optional.of("the details are in the server's log")));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, INVALID_DATA -> BAD_REQUEST;
      case NOT_FOUND -> NOT_FOUND;
      case ALREADY_EXISTS, CONFLICT -> CONFLICT;
      case UNAVAILABLE -> UNAVAILABLE;
      case COMMIT_STATE_UNKNOWN, INTERNAL -> SERVER_ERROR;
    };
  }

  private static ErrorBody body(String code, String message, Optional<String> remedy) {
    return new ErrorBody(new ErrorBody.Details(code, message, remedy));
  }
}
