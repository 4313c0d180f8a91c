package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.IMAGES;
import static org.tributary.inference.http.TestWorker.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.inference.image.ImageEngine;
import org.tributary.inference.training.image.TinyImageModel;
import org.tributary.models.diffusion.Prediction;
import org.tributary.models.tensor.DType;

/** A worker that draws, asked over HTTP. */
class ImagesIT {
  private static final String CAT = "\"prompt\":\"a red cat\"";

  @TempDir private static Path folder = Path.of("");
  private static TestWorker worker;

  @BeforeAll
  static void start() throws Exception {
    worker = start(TinyImageModel.fast(folder.resolve("fast")), 4, 16);
  }

  private static TestWorker start(Path model, int slots, int queue) throws Exception {
    return new TestWorker(
        model,
        new ImageEngine.Settings(DType.BF16, slots, queue),
        TestWorker.limits(1 << 20, Duration.ofSeconds(30)));
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private static JsonNode draw(String fields) throws Exception {
    return worker.ask(IMAGES, TestWorker.body(CAT, fields));
  }

  private static HttpResponse<String> post(String fields) throws Exception {
    return worker.post(IMAGES, TestWorker.body(CAT, fields));
  }

  private static String png(JsonNode answer, int image) {
    return answer.path("data").path(image).path("b64_json").asText();
  }

  private static BufferedImage image(String base64) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  private static String encoded(BufferedImage image) throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, "png", png));
    return Base64.getEncoder().encodeToString(png.toByteArray());
  }

  @Test
  void anAnswer_isAnImageOfTheModelsSize_withItsSeedAndWhatItTook() throws Exception {
    JsonNode answer = draw("\"seed\":7,\"steps\":5");
    BufferedImage image = image(png(answer, 0));
    assertEquals(16, image.getWidth());
    assertEquals(16, image.getHeight());
    assertEquals(7, answer.at("/data/0/seed").asLong());
    assertEquals(5, answer.at("/usage/steps").asLong());
    assertEquals(5 * 256, answer.at("/usage/pixel_steps").asLong());
    assertEquals("16x16", answer.path("size").asText());
  }

  @Test
  void theSameSeed_drawsTheSamePixels_andAnotherOneOthers() throws Exception {
    String seven = png(draw("\"seed\":7"), 0);
    assertEquals(seven, png(draw("\"seed\":7"), 0));
    assertNotEquals(seven, png(draw("\"seed\":8"), 0));
    assertNotEquals(seven, png(draw("\"seed\":7,\"negative_prompt\":\"blue hat\""), 0));
    assertNotEquals(seven, png(draw("\"seed\":7,\"guidance\":1"), 0));
    assertNotEquals(seven, png(draw("\"seed\":7,\"sampler\":\"heun\""), 0));
  }

  @Test
  void severalImages_haveNeighbouringSeeds_andAreDrawnTogetherAsAlone() throws Exception {
    JsonNode three = draw("\"seed\":7,\"n\":3");
    assertEquals(3, three.path("data").size());
    for (int i = 0; i < 3; i++) {
      assertEquals(7 + i, three.path("data").path(i).path("seed").asLong());
      assertEquals(png(draw("\"seed\":" + (7 + i)), 0), png(three, i));
    }
    assertEquals(60, three.at("/usage/steps").asLong());
  }

  @Test
  void requests_atOnce_areDrawnAsAlone() throws Exception {
    List<String> alone = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      alone.add(png(draw("\"steps\":" + (3 + i) + ",\"seed\":" + i), 0));
    }
    List<CompletableFuture<String>> together =
        IntStream.range(0, 8)
            .mapToObj(i ->
                worker
                    .client()
                    .sendAsync(
                        worker.request(
                            IMAGES,
                            TestWorker.body(CAT, "\"steps\":" + (3 + i) + ",\"seed\":" + i)),
                        HttpResponse.BodyHandlers.ofString())
                    .thenApply(ImagesIT::parsed))
            .toList();
    for (int i = 0; i < 8; i++) {
      assertEquals(alone.get(i), together.get(i).get());
    }
  }

  private static String parsed(HttpResponse<String> response) {
    try {
      return png(TestWorker.JSON.readTree(response.body()), 0);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aStream_showsPreviewsAndProgress_andEndsWithTheImage() throws Exception {
    List<JsonNode> events =
        worker.stream(IMAGES, TestWorker.body(CAT, "\"seed\":7,\"steps\":6,\"partial_images\":2"));
    assertEquals(6, events.size());
    assertEquals(
        List.of(0, 1),
        events.stream()
            .filter(e -> e.path("type").asText().equals("image_generation.partial_image"))
            .map(e -> e.path("partial_image_index").asInt())
            .toList());
    assertEquals("image_generation.partial_image", events.getFirst().path("type").asText());
    JsonNode last = events.getLast();
    assertEquals("image_generation.completed", last.path("type").asText());
    assertEquals(png(draw("\"seed\":7,\"steps\":6"), 0), last.path("b64_json").asText());
    assertEquals(6 * 256, last.at("/usage/pixel_steps").asLong());
    for (int i = 0; i < 6; i++) {
      assertEquals(i + 1, events.get(i).path("step").asInt());
    }
  }

  @Test
  void anImage_canBeginFromAnother_andWhatItsMaskKeepsStays() throws Exception {
    BufferedImage red = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    BufferedImage mask = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 256; i++) {
      red.setRGB(i % 16, i / 16, 0xffcc2010);
      mask.setRGB(i % 16, i / 16, i < 128 ? 0xff000000 : 0);
    }
    String from = "\"seed\":7,\"image\":\"" + encoded(red) + "\"";
    JsonNode whole = draw(from + ",\"strength\":0.5,\"steps\":10");
    assertEquals(5, whole.at("/usage/steps").asLong());
    BufferedImage part = image(png(draw(from + ",\"mask\":\"" + encoded(mask) + "\""), 0));
    int changed = 0;
    for (int i = 0; i < 256; i++) {
      int rgb = part.getRGB(i % 16, i / 16);
      if (i < 128) {
        assertEquals(0xffcc2010, rgb);
      } else {
        changed += rgb == 0xffcc2010 ? 0 : 1;
      }
    }
    assertTrue(changed > 100, "" + changed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"size\":\"1024x1024\"|invalid_value|size",
        "\"size\":\"0x0\"|invalid_value|size",
        "\"n\":0|invalid_value|n",
        "\"n\":11|invalid_value|n",
        "\"steps\":0|invalid_value|steps",
        "\"steps\":1000000000|invalid_value|steps",
        "\"steps\":\"x\"|invalid_type|steps",
        "\"guidance\":-1|invalid_value|guidance",
        "\"guidance\":1e300|invalid_value|guidance",
        "\"sampler\":\"ddim\"|invalid_value|sampler",
        "\"partial_images\":4|invalid_value|partial_images",
        "\"response_format\":\"gif\"|invalid_value|response_format",
        "\"image\":\"%%%\"|invalid_image|image",
        "\"image\":\"AAAA\"|invalid_image|image",
        "\"mask\":\"AAAA\"|invalid_value|mask",
        "\"strength\":0.5|invalid_value|strength",
      })
  void aBadField_isNamed(String fields, String code, String param) throws Exception {
    HttpResponse<String> response = post(fields);
    assertRefused(response, 400, code);
    assertEquals(param, TestWorker.JSON.readTree(response.body()).at("/error/param").asText());
  }

  @Test
  void badImages_areRefusedBeforeTheyAreUnpacked() throws Exception {
    String large = encoded(new BufferedImage(4000, 4000, BufferedImage.TYPE_BYTE_BINARY));
    assertRefused(post("\"image\":\"" + large + "\""), 400, "invalid_image");
    BufferedImage noise = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      noise.setRGB(i % 16, i / 16, i * 0x9E3779B9);
    }
    byte[] whole = Base64.getDecoder().decode(encoded(noise));
    for (int length = 0; length < whole.length / 2; length += 29) {
      String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(whole, length));
      assertRefused(post("\"image\":\"" + cut + "\""), 400, "invalid_image");
    }
  }

  @Test
  void aPromptThatIsTooLong_isRefusedByName() throws Exception {
    String longer = "cat ".repeat(100).strip();
    HttpResponse<String> response =
        worker.post(IMAGES, TestWorker.body("\"prompt\":\"" + longer + "\"", ""));
    assertRefused(response, 400, "context_length_exceeded");
    String longest = "x".repeat(500_000);
    assertRefused(
        worker.post(IMAGES, TestWorker.body("\"prompt\":\"" + longest + "\"", "")),
        400,
        "invalid_value");
    assertRefused(
        worker.post(IMAGES, TestWorker.body("\"prompt\":\"  \"", "")), 400, "invalid_value");
  }

  @Test
  void aWorkerThatDraws_servesNoChat_andSaysWhatItServes() throws Exception {
    assertRefused(worker.post(TestWorker.CHAT, TestWorker.chat("")), 404, "model_not_supported");
    assertEquals(
        "UP", TestWorker.JSON.readTree(worker.get("/health").body()).path("status").asText());
    JsonNode model = TestWorker.JSON.readTree(worker.get("/v1/models").body()).at("/data/0");
    assertEquals("tiny", model.path("id").asText());
    assertFalse(model.has("context"));
  }

  @Test
  void anImage_namesTheTrainingPicturesItIsMostLike() throws Exception {
    Path liked = TinyImageModel.fast(folder.resolve("liked"));
    String seven = png(draw("\"seed\":7"), 0);
    assertFalse(draw("\"seed\":7").at("/data/0").has("looks_most_like"));
    TinyImageModel.addScorer(liked, planes(image(seven)));
    try (TestWorker other = start(liked, 4, 16)) {
      JsonNode like =
          other.ask(IMAGES, TestWorker.body(CAT, "\"seed\":7")).at("/data/0/looks_most_like");
      assertEquals(2, like.size());
      assertEquals("same (s.png)", like.at("/0/picture").asText());
      assertEquals("tiny-set", like.at("/0/set").asText());
      assertEquals("Tina", like.at("/0/owner").asText());
      assertEquals("CC0-1.0", like.at("/0/licence").asText());
      assertTrue(like.at("/0/similarity").asDouble() > 0.99, like.toString());
      assertTrue(like.at("/1/similarity").asDouble() < 0.99, like.toString());
      List<JsonNode> events =
          other.stream(IMAGES, TestWorker.body(CAT, "\"seed\":7,\"n\":3,\"steps\":5"));
      for (JsonNode event : events) {
        boolean completed = event.path("type").asText().equals("image_generation.completed");
        assertEquals(completed, event.has("looks_most_like"), event.toString());
      }
    }
  }

  private static float[] planes(BufferedImage image) {
    int plane = image.getWidth() * image.getHeight();
    float[] planes = new float[3 * plane];
    for (int i = 0; i < 3 * plane; i++) {
      int at = i % plane;
      int rgb = image.getRGB(at % image.getWidth(), at / image.getWidth());
      planes[i] = (rgb >> 16 - 8 * (i / plane) & 0xff) / 127.5f - 1;
    }
    return planes;
  }

  @ParameterizedTest
  @EnumSource(
      value = Prediction.class,
      names = {"EPSILON", "VELOCITY"})
  void aModelOfNoise_isDrawnByItsOwnSamplers(Prediction prediction) throws Exception {
    Path model = TinyImageModel.predicting(folder.resolve(prediction.text()), prediction);
    try (TestWorker other = start(model, 4, 16)) {
      String plain = TestWorker.body(CAT, "\"seed\":7");
      String first = png(other.ask(IMAGES, plain), 0);
      assertEquals(
          first,
          png(other.ask(IMAGES, TestWorker.body(CAT, "\"seed\":7,\"sampler\":\"ddim\"")), 0));
      assertNotEquals(
          first,
          png(
              other.ask(IMAGES, TestWorker.body(CAT, "\"seed\":7,\"sampler\":\"dpm-solver++-2m\"")),
              0));
      HttpResponse<String> refusal =
          other.post(IMAGES, TestWorker.body(CAT, "\"sampler\":\"euler\""));
      assertRefused(refusal, 400, "invalid_value");
      assertTrue(refusal.body().contains("ddim, dpm-solver++-2m"), refusal.body());
      assertNotEquals(first, png(draw("\"seed\":7"), 0));
    }
  }

  @Test
  void aModelOfUnknownPrediction_isRefusedByName() throws Exception {
    Path model = TinyImageModel.fast(folder.resolve("unknown"));
    Path config = model.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"flow_velocity\"", "\"score\""));
    IOException refusal = assertThrows(IOException.class, () -> start(model, 1, 1));
    assertEquals(
        "config.json: prediction_type is \"score\", not one of flow_velocity, epsilon,"
            + " v_prediction",
        refusal.getMessage());
  }

  @Test
  void whoWaits_hearsItsPlaceAtOnce_andWhenItChanges() throws Exception {
    try (TestWorker slow = start(TinyImageModel.slow(folder.resolve("queue")), 1, 8)) {
      List<JsonNode> events =
          slow.stream(IMAGES, TestWorker.body(CAT, "\"n\":3,\"steps\":20,\"partial_images\":1"));
      assertEquals(List.of(2, 1), positions(events, 2, 0));
      assertEquals(List.of(1), positions(events, 1, 0));
      assertEquals(List.of(), positions(events, 0, 0));
      assertEquals(
          20,
          events.stream()
              .filter(e -> e.path("index").asInt() == 2)
              .filter(e -> e.path("queue_position").asInt() == 0)
              .count());
      JsonNode first = events.getFirst();
      assertEquals("image_generation.progress", first.path("type").asText());
      assertEquals(1, first.path("queue_position").asInt());
      List<Long> left =
          events.stream()
              .filter(e -> e.path("index").asInt() == 2 && e.has("eta_ms"))
              .map(e -> e.path("eta_ms").asLong())
              .toList();
      assertTrue(left.getFirst() > 4 * left.getLast(), left.toString());
    }
  }

  private static List<Integer> positions(List<JsonNode> events, int image, int step) {
    return events.stream()
        .filter(e -> e.path("index").asInt() == image && e.path("step").asInt() == step)
        .map(e -> e.path("queue_position").asInt())
        .toList();
  }

  @Test
  void whoLeaves_freesTheSlot_andAFullQueueIsRefused() throws Exception {
    try (TestWorker slow = start(TinyImageModel.slow(folder.resolve("slow")), 1, 4)) {
      String body = TestWorker.body(CAT, "\"steps\":200");
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asked.add(
            slow.client()
                .sendAsync(slow.request(IMAGES, body), HttpResponse.BodyHandlers.ofString()));
      }
      await().until(() -> slow.engine.running() == 1 && slow.engine.queued() == 2);
      assertRefused(slow.post(IMAGES, TestWorker.body(CAT, "\"n\":2")), 429, "worker_busy");
      asked.forEach(a -> a.cancel(true));
      await().until(() -> slow.engine.running() == 0 && slow.engine.queued() == 0);
    }
  }
}
