package org.tributary.gateway.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenCompletedEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.harness.TestModels;
import org.tributary.models.png.ImageMark;

/** OpenAI's own client draws, watches and edits. */
class ImageSdkIT extends ImageTest {
  private OpenAIClient client;

  ImageSdkIT(URI redis) {
    super(redis);
  }

  @BeforeEach
  void connect() {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.server.getURI() + "/v1")
            .apiKey(gateway.accessKey())
            .maxRetries(0)
            .build();
  }

  @Test
  void generate_asLinksAndAsBase64() throws Exception {
    ImagesResponse links = client.images().generate(order().n(2).build());
    byte[] linked = file(links.data().orElseThrow().getLast().url().orElseThrow());
    assertEquals(TestModels.DRAWING, ImageMark.of(linked).orElseThrow().model());
    ImagesResponse whole =
        client
            .images()
            .generate(order().responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON).build());
    byte[] image = decode(whole.data().orElseThrow().getFirst().b64Json().orElseThrow());
    assertEquals("64x64", ImageMark.sizeOf(image));
    gateway.assertSettled(3 * ONE);
  }

  @Test
  void generateStreaming_showsItsPreviewsAndTheImage() throws Exception {
    worker.answers(DrawnEvents.slow(STEPS));
    List<ImageGenStreamEvent> events;
    try (StreamResponse<ImageGenStreamEvent> stream =
        client.images().generateStreaming(order().partialImages(1).build())) {
      events = stream.stream().toList();
    }

    List<String> previews =
        events.stream()
            .flatMap(event -> event.generationPartialImage().stream())
            .map(preview -> preview.b64Json())
            .toList();
    assertEquals(1, previews.size());
    assertArrayEquals(DrawnEvents.png(64), decode(previews.getFirst()));
    ImageGenCompletedEvent completed =
        events.stream()
            .flatMap(event -> event.generationCompleted().stream())
            .findFirst()
            .orElseThrow();
    assertTrue(ImageMark.of(decode(completed.b64Json())).isPresent());
    gateway.assertSettled(ONE);
  }

  @Test
  void edit_sendsItsPicturesAsAForm() throws Exception {
    ImagesResponse edited = client.images().edit(edit("a cat"));

    assertTrue(JSON.readTree(worker.requests.element()).has("mask"));
    byte[] image = file(edited.data().orElseThrow().getFirst().url().orElseThrow());
    assertEquals("64x64", ImageMark.sizeOf(image));
    gateway.assertSettled(ONE);
  }

  /** The client makes a new form, with another boundary, for each try. */
  @Test
  void edit_repeatedWithItsKey_isTheSameAndIsNotChargedAgain() {
    ImagesResponse first = client.images().edit(edit("a cat"));

    assertEquals(first, client.images().edit(edit("a cat")));
    assertEquals(1, worker.requests.size());
    assertThrows(OpenAIServiceException.class, () -> client.images().edit(edit("a dog")));
    gateway.assertSettled(ONE);
  }

  private static ImageEditParams edit(String prompt) {
    return ImageEditParams.builder()
        .model(TestModels.DRAWING)
        .prompt(prompt)
        .size("64x64")
        .image(DrawnEvents.png(64))
        .mask(DrawnEvents.png(64))
        .putAdditionalBodyProperty("steps", JsonValue.from(String.valueOf(STEPS)))
        .putAdditionalHeader("Idempotency-Key", "edit-1")
        .build();
  }

  private static ImageGenerateParams.Builder order() {
    return ImageGenerateParams.builder()
        .model(TestModels.DRAWING)
        .prompt("a cat")
        .size(ImageGenerateParams.Size.of("64x64"))
        .putAdditionalBodyProperty("steps", JsonValue.from(STEPS));
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
