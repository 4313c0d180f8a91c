package org.tributary.gateway.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.harness.TestModels;
import org.tributary.models.png.ImageMark;

/** Requests for images are priced, or refused by the field that is wrong. */
class ImageRefusalsIT extends ImageTest {
  ImageRefusalsIT(URI redis) {
    super(redis);
  }

  @Test
  void quote_isWhatIsReserved() throws Exception {
    HttpResponse<String> quote =
        gateway.send(gateway.request("/v1/quote", body("\"n\":3,\"steps\":10"), null));

    JsonNode view = JSON.readTree(quote.body());
    assertEquals(PATH, view.get("endpoint").asText(), quote.body());
    assertEquals(Long.toString(3 * PIXELS * 10), view.get("ceiling").asText());
    assertEquals(3 * PIXELS * 10, view.get("pixel_steps").asLong());
    HttpResponse<String> tooDear =
        send("\"n\":3,\"steps\":10", Map.of("X-Tributary-Max-Cost", "100"));
    assertEquals("max_cost_exceeded", code(tooDear));
    assertEquals(402, gateway.send(gateway.request(PATH, body("\"n\":1"), null)).statusCode());
    gateway.assertSettled(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "size":"0x0"            | size       | invalid_value
          "size":"1000000000x1"   | size       | invalid_value
          "size":"999999999x1"    | size       | invalid_value
          "size":"auto"           | size       | invalid_value
          "n":11                  | n          | invalid_value
          "steps":0               | steps      | invalid_value
          "guidance":"x"          | guidance   | invalid_type
          "response_format":"gif" | response_format | invalid_value
          "image":"AAAA"          | image      | invalid_value
          "mask":"AAAA"           | mask       | invalid_value
          "seed":1.5e400          | seed       | invalid_type
          "sampler":"eulereulereulereulereulereulereuler" | sampler | invalid_value
          """)
  void badRequests_nameTheField(String field, String param, String code) throws Exception {
    String size = field.contains("size") ? "" : ",\"size\":\"64x64\"";
    HttpResponse<String> answer =
        gateway.send(
            gateway.request(
                PATH,
                "{\"model\":\"%s\",\"prompt\":\"a cat\"%s,%s}"
                    .formatted(TestModels.DRAWING, size, field),
                "Bearer " + gateway.accessKey()));

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(code, code(answer), answer.body());
    assertEquals(param, JSON.readTree(answer.body()).at("/error/param").asText());
    assertTrue(worker.requests.isEmpty());
  }

  @Test
  void hugePrompt_isRefused() throws Exception {
    assertEquals(400, post("\"negative_prompt\":\"" + "x".repeat(900_000) + "\"").statusCode());
    assertEquals(413, post("\"negative_prompt\":\"" + "x".repeat(1_100_000) + "\"").statusCode());
  }

  @Test
  void otherKindsOfModels_areNotConfused() throws Exception {
    HttpResponse<String> chatModel =
        gateway.send(
            gateway.request(
                PATH,
                "{\"model\":\"%s\",\"prompt\":\"a cat\"}".formatted(TestGateway.MODEL),
                "Bearer " + gateway.accessKey()));
    assertEquals("wrong_model_kind", code(chatModel));
    HttpResponse<String> imageModel =
        gateway.ask(TestGateway.chat("").replace(TestGateway.MODEL, TestModels.DRAWING));
    assertEquals("wrong_model_kind", code(imageModel));
    JsonNode listed = gateway.get("/v1/models/" + TestModels.DRAWING);
    assertEquals("image", listed.get("kind").asText());
    assertEquals("1000000", listed.at("/pricing/pixels").asText());
  }

  @Test
  void edit_beginsFromAPictureOfAnySize() throws Exception {
    HttpResponse<String> answer =
        edit(
            DrawnEvents.png(200),
            DrawnEvents.png(200),
            "strength",
            "0.5",
            "tributary[mark_prompt]",
            "true");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode asked = JSON.readTree(worker.requests.element());
    assertEquals(
        "64x64", ImageMark.sizeOf(Base64.getDecoder().decode(asked.get("image").asText())));
    assertEquals("64x64", ImageMark.sizeOf(Base64.getDecoder().decode(asked.get("mask").asText())));
    assertEquals(0.5, asked.get("strength").asDouble());
    byte[] drawn = file(JSON.readTree(answer.body()).at("/data/0/url").asText());
    assertEquals("a cat", ImageMark.of(drawn).orElseThrow().prompt());
  }

  @Test
  void badPictures_areRefused() throws Exception {
    byte[] good = DrawnEvents.png(64);
    assertEquals("mask", refused(edit(good, DrawnEvents.png(32))));
    assertEquals("image", refused(edit("GIF89a".getBytes(StandardCharsets.UTF_8), null)));
    assertEquals("image", refused(edit(Arrays.copyOf(good, good.length / 2), null)));
    assertEquals("image", refused(edit(bomb(), null)));
    HttpResponse<String> none =
        gateway.send(
            gateway.request("/v1/images/edits", body("\"n\":1"), "Bearer " + gateway.accessKey()));
    assertEquals("image", JSON.readTree(none.body()).at("/error/param").asText());
    assertTrue(worker.requests.isEmpty());
    gateway.assertSettled(0);
  }

  /** A header that says 100 000 pixels a side, with a checksum that fits. */
  private static byte[] bomb() {
    byte[] png = DrawnEvents.png(64);
    ByteBuffer bytes = ByteBuffer.wrap(png);
    bytes.putInt(16, 100_000).putInt(20, 100_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  private static String refused(HttpResponse<String> answer) throws Exception {
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("invalid_image", code(answer));
    return JSON.readTree(answer.body()).at("/error/param").asText();
  }

  private HttpResponse<String> edit(byte[] image, byte @Nullable [] mask, String... fields)
      throws Exception {
    String boundary = "----boundary";
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    part(form, boundary, "image\"; filename=\"image.png", image);
    if (mask != null) {
      part(form, boundary, "mask\"; filename=\"mask.png", mask);
    }
    part(form, boundary, "model", TestModels.DRAWING.getBytes(StandardCharsets.UTF_8));
    part(form, boundary, "prompt", "a cat".getBytes(StandardCharsets.UTF_8));
    part(form, boundary, "size", "64x64".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < fields.length; i += 2) {
      part(form, boundary, fields[i], fields[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return gateway.send(
        HttpRequest.newBuilder(gateway.server.getURI().resolve("/v1/images/edits"))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("Authorization", "Bearer " + gateway.accessKey())
            .POST(BodyPublishers.ofByteArray(form.toByteArray()))
            .build());
  }

  private static void part(ByteArrayOutputStream form, String boundary, String name, byte[] value) {
    form.writeBytes(
        ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(value);
    form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }
}
