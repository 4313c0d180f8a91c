package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/images/generations}; unknown fields are ignored, as OpenAI does. From
 * {@code seed} on the fields are ours, named as in most image servers.
 *
 * @param n images of the one prompt; each draws other noise
 * @param size {@code WIDTHxHEIGHT}, or {@code auto}
 * @param partialImages previews of each image in a stream
 * @param negativePrompt what guidance leads away from
 * @param image to begin from, as base64 of a PNG of the model's size
 * @param mask of the image, likewise: what is transparent in it is drawn anew
 * @param strength the part of the way that is gone anew, above 0 and up to 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageRequest(
    @Nullable String model,
    @Nullable String prompt,
    @Nullable Integer n,
    @Nullable String size,
    @JsonProperty("response_format") @Nullable String responseFormat,
    @Nullable Boolean stream,
    @JsonProperty("partial_images") @Nullable Integer partialImages,
    @Nullable String user,
    @Nullable Long seed,
    @Nullable Integer steps,
    @Nullable Double guidance,
    @JsonProperty("negative_prompt") @Nullable String negativePrompt,
    @Nullable String sampler,
    @Nullable String image,
    @Nullable String mask,
    @Nullable Double strength,
    @Nullable ImageExtension tributary) {
  public static final int DEFAULT_STEPS = 20;
  public static final double DEFAULT_GUIDANCE = 4;
  public static final double DEFAULT_STRENGTH = 0.7;

  @JsonIgnore
  public int images() {
    return n == null ? 1 : n;
  }

  @JsonIgnore
  public boolean streams() {
    return Boolean.TRUE.equals(stream);
  }

  @JsonIgnore
  public int previews() {
    return partialImages == null ? 0 : partialImages;
  }

  @JsonIgnore
  public int stepsOrDefault() {
    return steps == null ? DEFAULT_STEPS : steps;
  }

  @JsonIgnore
  public double guidanceOrDefault() {
    return guidance == null ? DEFAULT_GUIDANCE : guidance;
  }

  @JsonIgnore
  public double strengthOrDefault() {
    return strength == null ? DEFAULT_STRENGTH : strength;
  }

  @JsonIgnore
  public ImageExtension extension() {
    return tributary == null ? ImageExtension.NONE : tributary;
  }

  /** The prompt of a request that keeps the rules. */
  @JsonIgnore
  public String promptToDraw() {
    if (prompt == null) {
      throw new IllegalStateException("a request without a prompt keeps no rules");
    }
    return prompt;
  }

  /** The same with these pictures, PNGs in base64, to begin from. */
  public ImageRequest withImages(String newImage, @Nullable String newMask) {
    return new ImageRequest(
        model,
        prompt,
        n,
        size,
        responseFormat,
        stream,
        partialImages,
        user,
        seed,
        steps,
        guidance,
        negativePrompt,
        sampler,
        newImage,
        newMask,
        strength,
        tributary);
  }

  /**
   * What a worker is asked for one of the images, as a stream.
   *
   * @param ownSeed of this image
   * @param ownSize {@code WIDTHxHEIGHT}
   * @param client a name for the caller that tells nothing of it
   */
  public ImageRequest forWorker(long ownSeed, String ownSize, String client) {
    return new ImageRequest(
        model,
        prompt,
        1,
        ownSize,
        "b64_json",
        true,
        previews(),
        client,
        ownSeed,
        stepsOrDefault(),
        guidanceOrDefault(),
        negativePrompt,
        sampler,
        image,
        mask,
        strength,
        null);
  }
}
