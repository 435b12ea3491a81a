package dev.lakehouse.serve.catalog;

import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors in the form of the specification (IcebergErrorResponse). A client's own mistake is not
 * logged; a failure of ours is, once, and its stack trace stays here.
 */
final class RestErrors {
  private static final Logger log = LoggerFactory.getLogger(RestErrors.class);

  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private record Status(Class<? extends RuntimeException> type, int code) {}

  private static final List<Status> STATUSES =
      List.of(
          new Status(NoSuchNamespaceException.class, 404),
          new Status(NoSuchTableException.class, 404),
          new Status(NoSuchViewException.class, 404),
          new Status(NotFoundException.class, 404),
          new Status(AlreadyExistsException.class, CONFLICT),
          new Status(NamespaceNotEmptyException.class, CONFLICT),
          new Status(CommitFailedException.class, CONFLICT),
          new Status(NotAuthorizedException.class, 401),
          new Status(ForbiddenException.class, 403),
          new Status(UnprocessableEntityException.class, 422),
          new Status(BadRequestException.class, 400),
          new Status(ValidationException.class, 400),
          new Status(IllegalArgumentException.class, 400),
          new Status(UnsupportedOperationException.class, 406),
          new Status(ServiceUnavailableException.class, UNAVAILABLE),
          new Status(CommitStateUnknownException.class, SERVER_ERROR));

  private RestErrors() {}

  /** The answer to a request that failed. */
  static ErrorResponse of(RuntimeException error, RestRoute route) {
    ErrorResponse response = response(error, route.effect());
    if (response.code() >= SERVER_ERROR) {
      log.error("{} failed with {}", route.endpoint(), response.code(), error);
    }
    return response;
  }

  private static ErrorResponse response(RuntimeException error, RestRoute.Effect effect) {
    if (error instanceof LakehouseException ours) {
      return ours(ours);
    }
    if (error instanceof UncheckedSQLException) {
      return database(error, effect);
    }
    return STATUSES.stream()
        .filter(status -> status.type().isInstance(error))
        .findFirst()
        .map(
            status -> response(status.code(), error.getClass().getSimpleName(), error.getMessage()))
        .orElseGet(() ->
            response(
                SERVER_ERROR,
                "InternalServerError",
                "Unexpected " + error.getClass().getSimpleName() + "; see the server's log"));
  }

  private static ErrorResponse database(RuntimeException error, RestRoute.Effect effect) {
    return switch (effect) {
      case COMMITS ->
          response(
              SERVER_ERROR,
              CommitStateUnknownException.class.getSimpleName(),
              "The database failed during the commit: " + error.getMessage());
      case REPEATABLE ->
          response(
              UNAVAILABLE,
              ServiceUnavailableException.class.getSimpleName(),
              "The catalog's database does not answer: " + error.getMessage());
    };
  }

  private static ErrorResponse ours(LakehouseException error) {
    String message =
        error.remedy().map(remedy -> error.getMessage() + "; " + remedy).orElse(error.getMessage());
    return switch (error.code()) {
      case INVALID_ARGUMENT, INVALID_DATA -> response(400, "BadRequestException", message);
      case NOT_FOUND -> response(404, "NotFoundException", message);
      case ALREADY_EXISTS -> response(CONFLICT, "AlreadyExistsException", message);
      case CONFLICT -> response(CONFLICT, "CommitFailedException", message);
      case UNAVAILABLE -> response(UNAVAILABLE, "ServiceUnavailableException", message);
      case COMMIT_STATE_UNKNOWN -> response(SERVER_ERROR, "CommitStateUnknownException", message);
      case INTERNAL -> response(SERVER_ERROR, "InternalServerError", message);
    };
  }

  private static ErrorResponse response(int code, String type, String message) {
    return ErrorResponse.builder()
        .responseCode(code)
        .withType(type)
        .withMessage(String.valueOf(message))
        .build();
  }
}
