package org.tributary.gateway.error;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the refusal that was thrown. */
@Singleton
final class ApiExceptionHandler implements ExceptionHandler<ApiException, HttpResponse<?>> {

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, ApiException refusal) {
    MutableHttpResponse<?> answer =
        HttpResponse.status(refusal.status())
            .contentType(MediaType.APPLICATION_JSON_TYPE)
            .body(refusal.body());
    refusal.headers().forEach(answer::header);
    return answer;
  }
}
