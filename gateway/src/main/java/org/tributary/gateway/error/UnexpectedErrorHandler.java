package org.tributary.gateway.error;

import io.lettuce.core.RedisException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last resort: logs once what nobody expected, and tells the client only where to look. */
@Singleton
final class UnexpectedErrorHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {

  private static final Logger log = LoggerFactory.getLogger(UnexpectedErrorHandler.class);

  private final ErrorResponseProcessor<?> answers;

  UnexpectedErrorHandler(ErrorResponseProcessor<?> answers) {
    this.answers = answers;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, Throwable failure) {
    String id = RequestIds.of(request);
    log.error("{} {} {} failed", id, request.getMethodName(), request.getPath(), failure);
    HttpStatus status =
        failure instanceof RedisException
            ? HttpStatus.SERVICE_UNAVAILABLE
            : HttpStatus.INTERNAL_SERVER_ERROR;
    ErrorContext context =
        ErrorContext.builder(request)
            .errorMessage("Something failed on our side; request " + id + " is in our log.")
            .build();
    return answers.processResponse(context, HttpResponse.status(status));
  }
}
