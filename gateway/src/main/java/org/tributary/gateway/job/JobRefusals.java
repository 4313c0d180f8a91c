package org.tributary.gateway.job;

import io.micronaut.http.HttpStatus;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Why there is no such job or image. */
final class JobRefusals {
  private JobRefusals() {}

  static ApiException unknownJob() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "image_job_not_found",
        "id",
        "There is no such job: it has expired or was deleted, or its id is mistyped.");
  }

  static ApiException imageGone() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "image_gone",
        null,
        "This image is not kept: it has expired, or was deleted by who made it.");
  }

  static ApiException badLimit(int most) {
    return new ApiException(
        HttpStatus.BAD_REQUEST,
        ApiError.INVALID_REQUEST,
        "invalid_value",
        "limit",
        "limit must be from 1 to " + most);
  }

  static ApiException badAfter() {
    return new ApiException(
        HttpStatus.BAD_REQUEST,
        ApiError.INVALID_REQUEST,
        "invalid_value",
        "after",
        "after is the id of a job, as the page before ended with");
  }

  static ApiException abandoned() {
    return new ApiException(
        HttpStatus.BAD_GATEWAY,
        ApiError.SERVER,
        "gateway_stopped",
        null,
        "The gateway that ran this job stopped. Only images that were complete are charged.");
  }

  static ApiException storeFull() {
    return new ApiException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ApiError.SERVER,
            "image_store_full",
            null,
            "The gateway has no room for more images. Nothing was charged; try again later.")
        .withHeader("Retry-After", "600");
  }

  static ApiException tooManyReaders() {
    return new ApiException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ApiError.SERVER,
            "gateway_busy",
            null,
            "The gateway is at its limit of readers of events. Try again in a moment.")
        .withHeader("Retry-After", "1");
  }
}
