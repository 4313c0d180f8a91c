package org.tributary.gateway.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.error.ApiException;
import org.tributary.models.openai.ImageRequest;

/** Forms as clients send them, and as nobody should. */
class EditFormTest {
  private static final String TYPE = "multipart/form-data; boundary=xx";
  private static final String FORM =
      part("model", "m")
          + part("prompt", "ein Bär")
          + part("n", "2")
          + part("stream", "true")
          + part("guidance", "1.5")
          + part("image\"; filename=\"a.png", "bytes")
          + "--xx--\r\n";

  @Test
  void fields_areRead() {
    ImageRequest request = read(FORM);

    assertEquals("ein Bär", request.prompt());
    assertEquals(2, request.images());
    assertEquals(1.5, request.guidanceOrDefault());
    assertEquals("Ynl0ZXM=", request.image());
    assertEquals(true, request.streams());
  }

  @Test
  void listOfOneImage_isThatImage() {
    assertEquals("YQ==", read(part("image[]", "a") + "--xx--\r\n").image());
  }

  @Test
  void wrongTypes_nameTheField() {
    assertEquals("n", param(part("n", "two")));
    assertEquals("stream", param(part("stream", "maybe")));
    assertEquals("guidance", param(part("guidance", "")));
    assertEquals("seed", param(part("seed", "1e9")));
  }

  @Property(tries = 2_000)
  void anything_isReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] form = FORM.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(8); i >= 0; i--) {
      form[random.nextInt(form.length)] = (byte) random.nextInt(256);
    }
    byte[] cut = java.util.Arrays.copyOf(form, random.nextInt(form.length + 1));
    String type =
        random.nextInt(8) == 0 ? "multipart/form-data" + ";;=".repeat(random.nextInt(3)) : TYPE;
    try {
      assertNotNull(EditForm.read(type, cut));
    } catch (ApiException refused) {
      assertEquals(400, refused.status().getCode());
    }
  }

  private static String param(String part) {
    ApiException refused = assertThrows(ApiException.class, () -> read(part + "--xx--\r\n"));
    return String.valueOf(refused.body().error().param());
  }

  private static ImageRequest read(String form) {
    return EditForm.read(TYPE, form.getBytes(StandardCharsets.UTF_8));
  }

  private static String part(String name, String value) {
    return "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
}
