package org.tributary.gateway.error;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.JsonErrorResponseBodyProvider;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;

/**
 * Puts what the HTTP layer itself refuses (unknown routes, bad JSON, wrong methods, too large
 * bodies, failed validation) into OpenAI's shape.
 */
@Singleton
final class OpenAiErrorBody implements JsonErrorResponseBodyProvider<ErrorBody> {

  @Override
  public ErrorBody body(ErrorContext context, HttpResponse<?> response) {
    return error(context, response.code());
  }

  private static ErrorBody error(ErrorContext context, int status) {
    Throwable cause = context.getRootCause().orElse(null);
    while (cause != null) {
      if (cause instanceof JsonParseException notJson) {
        return ErrorBody.of(notJson(notJson), ApiError.INVALID_REQUEST, null, "invalid_json");
      }
      if (cause instanceof JsonMappingException misfit) {
        return misfit(misfit);
      }
      cause = cause.getCause();
    }
    return ErrorBody.of(message(context, status), type(status), param(context), code(status));
  }

  /** Without the parser's own words, which quote the body. */
  private static String notJson(JsonParseException e) {
    JsonLocation where = e.getLocation();
    String place =
        where == null
            ? ""
            : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
    return "The request body is not valid JSON" + place + ".";
  }

  private static ErrorBody misfit(JsonMappingException e) {
    String field = e.getPath().stream().map(OpenAiErrorBody::step).collect(Collectors.joining());
    String param = field.startsWith(".") ? field.substring(1) : field;
    String why =
        e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException
            ? String.valueOf(e.getCause().getMessage())
            : "missing, or not of the expected type";
    return param.isEmpty()
        ? ErrorBody.of(
            "The request body does not fit: " + why + ".",
            ApiError.INVALID_REQUEST,
            null,
            "invalid_request_body")
        : ErrorBody.of(
            "Invalid '" + param + "': " + why + ".",
            ApiError.INVALID_REQUEST,
            param,
            "invalid_value");
  }

  private static String step(JsonMappingException.Reference reference) {
    return reference.getFieldName() == null
        ? "[" + reference.getIndex() + "]"
        : "." + reference.getFieldName();
  }

  private static String message(ErrorContext context, int status) {
    return switch (status) {
      case 404 -> "Unknown URL: " + context.getRequest().getMethodName() + " " + path(context);
      case 413 -> "The request body is larger than this gateway accepts.";
      default ->
          context.getErrors().stream()
              .map(Error::getMessage)
              .findFirst()
              .orElse("The request was refused with status " + status + ".");
    };
  }

  private static String path(ErrorContext context) {
    return context.getRequest().getPath();
  }

  private static @Nullable String param(ErrorContext context) {
    return context.getErrors().stream()
        .map(Error::getPath)
        .flatMap(Optional::stream)
        .findFirst()
        .map(path -> path.startsWith("/") ? path.substring(1) : path)
        .orElse(null);
  }

  private static String type(int status) {
    return switch (status) {
      case 401, 403 -> ApiError.AUTHENTICATION;
      case 402 -> ApiError.PAYMENT;
      case 429 -> ApiError.RATE_LIMIT;
      default -> status >= 500 ? ApiError.SERVER : ApiError.INVALID_REQUEST;
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 400 -> "invalid_request";
      case 404 -> "unknown_url";
      case 405 -> "method_not_allowed";
      case 413 -> "body_too_large";
      case 415 -> "unsupported_media_type";
      case 500 -> "internal_error";
      case 503 -> "temporarily_unavailable";
      default -> "http_" + status;
    };
  }
}
