package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tributary.webapp.fake.FakeImages;

/** Beginning from a picture, and drawing a part of one anew, in a real browser. */
@MicronautTest
class ImageSourceIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeImages images;
  private ImagesVisit visit;

  ImageSourceIT(EmbeddedServer server, FakeImages images) {
    this.server = server;
    this.images = images;
  }

  @BeforeEach
  void open() {
    images.forgetAll();
    visit = new ImagesVisit(CHROMIUM, server);
  }

  @AfterEach
  void leave() {
    visit.close();
  }

  @Test
  void file_isCutToTheModelsSizeAndSaysSo() throws IOException {
    choose("wide.png", Pictures.redAndBlue(400, 100));
    assertThat(visit.page.locator("#source-note"))
        .hasText(
            "wide.png, cut to its middle and made 64 × 64 for this model here in your browser.");
    visit.page.locator("#strength").fill("0.55");
    visit.drawn("a red apple");
    JsonNode order = images.last().request();
    assertEquals(0.55, order.path("strength").asDouble());
    assertFalse(order.has("mask"));
    BufferedImage sent = Pictures.decode(order.path("image"));
    assertEquals(64, sent.getWidth());
    assertEquals(64, sent.getHeight());
    assertEquals(Color.RED, new Color(sent.getRGB(4, 4)));
    assertEquals(Color.BLUE, new Color(sent.getRGB(60, 60)));
  }

  @Test
  void file_canBeShownWholeInstead() throws IOException {
    choose("wide.png", Pictures.redAndBlue(400, 100));
    visit.button("Show it whole").click();
    assertThat(visit.page.locator("#source-note")).containsText("shown whole");
    visit.drawn("a red apple");
    BufferedImage sent = Pictures.decode(images.last().request().path("image"));
    assertEquals(Color.WHITE, new Color(sent.getRGB(4, 4)));
    assertEquals(Color.RED, new Color(sent.getRGB(4, 32)));
  }

  @Test
  void file_thatIsNoPictureSaysSo() {
    choose("a.png", "no picture".getBytes(StandardCharsets.UTF_8));
    assertThat(visit.page.locator("#source-trouble"))
        .hasText("This file can’t be read as a picture.");
    assertThat(visit.page.locator("#source")).isHidden();
  }

  @Test
  void picture_canBeDropped() throws IOException {
    JSHandle dropped =
        visit.page.evaluateHandle(
            """
            base64 => {
              const bytes = Uint8Array.from(atob(base64), one => one.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([bytes], "dropped.png", {type: "image/png"}));
              return data;
            }
            """,
            Base64.getEncoder().encodeToString(Pictures.redAndBlue(64, 64)));
    visit.page.dispatchEvent("#drop", "drop", Map.of("dataTransfer", dropped));
    assertThat(visit.page.locator("#source-note")).hasText("dropped.png, as it is.");
    visit.button("Remove").click();
    visit.drawn("a red apple");
    assertFalse(images.last().request().has("image"));
    assertFalse(images.last().request().has("strength"));
  }

  @Test
  void mask_paintedByBrushIsTransparentThere() throws IOException {
    choose("square.png", Pictures.redAndBlue(64, 64));
    visit.button("Change only a part").click();
    BoundingBox box = visit.page.locator("#mask-marks").boundingBox();
    double pixel = box.width / 64;
    visit.page.mouse().move(box.x + 10 * pixel, box.y + 20 * pixel);
    visit.page.mouse().down();
    visit.page.mouse().move(box.x + 40 * pixel, box.y + 20 * pixel);
    visit.page.mouse().up();
    assertThat(visit.page.locator("#marked")).hasText("7 % of the picture is marked.");
    visit.button("Use this").click();
    visit.drawn("a red apple");
    BufferedImage mask = Pictures.decode(images.last().request().path("mask"));
    assertEquals(0, alpha(mask, 25, 20));
    assertEquals(0, alpha(mask, 25, 17));
    assertEquals(255, alpha(mask, 25, 25));
    assertEquals(255, alpha(mask, 50, 20));
  }

  @Test
  void mask_byNumbersNeedsNoPointer() throws IOException {
    choose("square.png", Pictures.redAndBlue(64, 64));
    visit.button("Change only a part").press("Enter");
    mark(8, 4, 20, 10, "Mark it");
    mark(8, 4, 5, 10, "Unmark it");
    visit.button("Use this").press("Enter");
    visit.drawn("a red apple");
    BufferedImage mask = Pictures.decode(images.last().request().path("mask"));
    int transparent = 0;
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        boolean marked = x >= 13 && x < 28 && y >= 4 && y < 14;
        assertEquals(marked ? 0 : 255, alpha(mask, x, y), x + ", " + y);
        transparent += marked ? 1 : 0;
      }
    }
    assertEquals(150, transparent);
  }

  @Test
  void mask_clearedOrClosedIsNotSent() throws IOException {
    choose("square.png", Pictures.redAndBlue(64, 64));
    visit.button("Change only a part").click();
    mark(0, 0, 9, 9, "Mark it");
    visit.button("Close without marking").click();
    visit.button("Change only a part").click();
    assertThat(visit.page.locator("#marked")).hasText("Nothing is marked yet.");
    mark(-5, -5, 900, 900, "Mark it");
    assertThat(visit.page.locator("#marked")).hasText("100 % of the picture is marked.");
    visit.button("Clear").click();
    visit.button("Use this").click();
    visit.drawn("a red apple");
    assertFalse(images.last().request().has("mask"));
  }

  @Test
  void changePart_beginsFromADrawnPictureAndRemixBringsItsMaskBack() throws IOException {
    visit.drawn("a red apple");
    visit.openPicture(0);
    visit.page.locator("#viewer").getByText("Change a part").click();
    mark(8, 8, 16, 16, "Mark it");
    visit.button("Use this").click();
    visit.button("One picture fewer").click();
    visit.page.locator("#draw").click();
    assertThat(visit.page.locator(".card .cost")).hasCount(2);
    JsonNode first = images.last().request();
    assertEquals(0.9, first.path("strength").asDouble());
    visit.button("Remove").click();
    visit.page.reload();
    visit.card().getByText("Remix").click();
    assertThat(visit.page.locator("#source")).isVisible();
    visit.page.locator("#draw").click();
    assertThat(visit.page.locator(".card .cost")).hasCount(3);
    JsonNode second = images.last().request();
    assertEquals(first.path("image"), second.path("image"));
    assertEquals(first.path("mask"), second.path("mask"));
    assertEquals(0.9, second.path("strength").asDouble());
  }

  @Test
  void remix_saysWhenThePictureItBeganFromIsElsewhere() throws IOException {
    choose("square.png", Pictures.redAndBlue(64, 64));
    visit.drawn("a red apple");
    visit.button("Remove").click();
    visit.page.evaluate("localStorage.removeItem('tributary.images.jobs')");
    visit.page.reload();
    visit.openPicture(0);
    assertThat(visit.page.locator("#viewer")).containsText("Close variations");
    assertThat(visit.page.locator("#viewer")).not().containsText("Other seeds");
    visit.page.locator("#viewer").getByText("Remix").click();
    assertThat(visit.page.locator("#source-trouble"))
        .hasText("The picture that this began from isn’t kept here: choose it again.");
    choose("square.png", Pictures.redAndBlue(64, 64));
    assertThat(visit.page.locator("#source-trouble")).isEmpty();
  }

  private void choose(String name, byte[] file) {
    visit.page.locator("#source-file").setInputFiles(new FilePayload(name, "image/png", file));
  }

  private void mark(int left, int top, int width, int height, String button) {
    visit.page.getByLabel("Left").fill(Integer.toString(left));
    visit.page.getByLabel("Top").fill(Integer.toString(top));
    visit.page.getByLabel("Width").fill(Integer.toString(width));
    visit.page.getByLabel("Height").fill(Integer.toString(height));
    visit.button(button).press("Enter");
  }

  private static int alpha(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >>> 24;
  }
}
