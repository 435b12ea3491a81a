package dev.lakehouse.serve.api;

import dev.lakehouse.serve.api.body.ErrorBody;
import java.util.Optional;

/** A request that HTTP itself has a word for. */
final class RefusedCall extends RuntimeException {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final int status;
  private final transient ErrorBody body;

  private RefusedCall(int status, String code, String message, String remedy) {
    super(message);
    this.status = status;
    this.body = new ErrorBody(new ErrorBody.Details(code, message, Optional.of(remedy)));
  }

  static RefusedCall forbidden(String message, String remedy) {
    return new RefusedCall(FORBIDDEN, "forbidden", message, remedy);
  }

  static RefusedCall notFound(String message, String remedy) {
    return new RefusedCall(NOT_FOUND, "not_found", message, remedy);
  }

  static RefusedCall methodNotAllowed(String message, String remedy) {
    return new RefusedCall(METHOD_NOT_ALLOWED, "method_not_allowed", message, remedy);
  }

  static RefusedCall tooLarge(String message, String remedy) {
    return new RefusedCall(TOO_LARGE, "too_large", message, remedy);
  }

  static RefusedCall unsupportedMediaType(String message, String remedy) {
    return new RefusedCall(UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message, remedy);
  }

  int status() {
    return status;
  }

  ErrorBody body() {
    return body;
  }
}
