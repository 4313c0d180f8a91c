package org.tributary.gateway.image;

import io.micronaut.http.HttpStatus;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Why images are refused, beside what every call can be refused for. */
final class ImageRefusals {
  private ImageRefusals() {}

  static ApiException notAnImageModel(String model) {
    return CallRefusals.badRequest(
        "wrong_model_kind",
        "model",
        "'" + model + "' draws no images: GET /v1/models lists those of kind image.");
  }

  static ApiException badSize() {
    return CallRefusals.badRequest(
        "invalid_value", "size", "size must be WIDTHxHEIGHT in pixels, as 64x64, or auto");
  }

  static ApiException sizeNeeded() {
    return CallRefusals.badRequest(
        "invalid_value",
        "size",
        "size is needed: this gateway does not know the model's own. Say it as 64x64.");
  }

  static ApiException notItsSize(String model, ImageSize own) {
    return CallRefusals.badRequest(
        "invalid_value", "size", model + " draws " + own.text() + " only: say so, or auto");
  }

  static ApiException tooLarge(long most) {
    return CallRefusals.badRequest(
        "invalid_value",
        "size",
        "Width, height, steps and n together are more than a call may ask for ("
            + most
            + " pixel-steps).");
  }

  static ApiException sideTooLarge(int most) {
    return CallRefusals.badRequest(
        "invalid_value", "size", "size must be at most " + most + " pixels a side");
  }

  static ApiException imageElsewhere() {
    return CallRefusals.badRequest(
        "invalid_value", "image", "An image to begin from is for POST /v1/images/edits");
  }

  static ApiException imageMissing() {
    return CallRefusals.badRequest(
        "invalid_value", "image", "image is missing: send the picture to begin from");
  }

  static ApiException badImage(String field, String why) {
    return CallRefusals.badRequest("invalid_image", field, field + ": " + why);
  }

  static ApiException badForm() {
    return CallRefusals.badRequest(
        "invalid_form", null, "The body is no whole multipart/form-data with that boundary.");
  }

  static ApiException badField(String field, String kind) {
    return CallRefusals.badRequest("invalid_type", field, field + " must be " + kind);
  }

  static ApiException cancelled() {
    return new ApiException(
        HttpStatus.CONFLICT,
        ApiError.INVALID_REQUEST,
        "image_job_cancelled",
        null,
        "The job was cancelled before an image was complete.");
  }

  static ApiException deleted(CallId call) {
    return new ApiException(
        HttpStatus.CONFLICT,
        ApiError.INVALID_REQUEST,
        "image_job_not_found",
        null,
        "The job of this call (receipt " + call + ") has expired or was deleted.");
  }

  static ApiException noVocabulary(String model) {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "vocabulary_not_known",
        "model",
        "This gateway does not know which words " + model + " learned.");
  }
}
