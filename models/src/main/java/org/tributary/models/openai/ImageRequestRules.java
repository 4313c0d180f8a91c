package org.tributary.models.openai;

import org.jspecify.annotations.Nullable;

/** What makes an image request acceptable, whatever the model. */
public final class ImageRequestRules {
  public static final int MAX_PROMPT_CHARS = 4_000;
  public static final int MAX_SAMPLER_CHARS = 32;
  public static final int MAX_IMAGES = 10;
  public static final int MAX_STEPS = 200;
  public static final double MAX_GUIDANCE = 30;
  public static final int MAX_PREVIEWS = 3;

  private ImageRequestRules() {}

  /** The first thing wrong with {@code request}, or null. */
  public static @Nullable Violation check(ImageRequest request) {
    Violation found = SamplingRules.checkModel(request.model());
    if (found == null) {
      found = checkPrompt(request);
    }
    if (found == null) {
      found = checkForm(request);
    }
    return found == null ? checkDrawing(request) : found;
  }

  private static @Nullable Violation checkPrompt(ImageRequest request) {
    String prompt = request.prompt();
    if (prompt == null || prompt.isBlank()) {
      return new Violation("prompt", "prompt is missing: say what the image is to show");
    }
    if (prompt.length() > MAX_PROMPT_CHARS) {
      return new Violation(
          "prompt", "prompt must have at most " + MAX_PROMPT_CHARS + " characters");
    }
    String negative = request.negativePrompt();
    return negative != null && negative.length() > MAX_PROMPT_CHARS
        ? new Violation(
            "negative_prompt",
            "negative_prompt must have at most " + MAX_PROMPT_CHARS + " characters")
        : null;
  }

  private static @Nullable Violation checkForm(ImageRequest request) {
    if (request.images() < 1 || request.images() > MAX_IMAGES) {
      return new Violation("n", "n must be from 1 to " + MAX_IMAGES);
    }
    if (SamplingRules.outside(request.partialImages(), 0, MAX_PREVIEWS)) {
      return new Violation("partial_images", "partial_images must be from 0 to " + MAX_PREVIEWS);
    }
    String format = request.responseFormat();
    return format == null || format.equals("url") || format.equals("b64_json")
        ? null
        : new Violation("response_format", "response_format must be url or b64_json");
  }

  private static @Nullable Violation checkDrawing(ImageRequest request) {
    if (SamplingRules.outside(request.steps(), 1, MAX_STEPS)) {
      return new Violation("steps", "steps must be from 1 to " + MAX_STEPS);
    }
    String sampler = request.sampler();
    if (sampler != null && sampler.length() > MAX_SAMPLER_CHARS) {
      return new Violation("sampler", "sampler is a short name, as euler");
    }
    double guidance = request.guidanceOrDefault();
    if (!(guidance >= 0 && guidance <= MAX_GUIDANCE)) {
      return new Violation("guidance", "guidance must be from 0 to " + MAX_GUIDANCE);
    }
    double strength = request.strengthOrDefault();
    if (!(strength > 0 && strength <= 1)) {
      return new Violation("strength", "strength must be above 0 and at most 1");
    }
    if (request.image() == null && request.mask() != null) {
      return new Violation("mask", "mask needs an image that it belongs to");
    }
    return request.image() == null && request.strength() != null
        ? new Violation("strength", "strength needs an image to begin from")
        : null;
  }
}
