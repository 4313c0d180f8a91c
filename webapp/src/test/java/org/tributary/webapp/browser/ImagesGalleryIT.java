package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tributary.webapp.fake.FakeImages;

/** What can be done with pictures that are drawn, in a real browser. */
@MicronautTest
class ImagesGalleryIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeImages images;
  private ImagesVisit visit;

  ImagesGalleryIT(EmbeddedServer server, FakeImages images) {
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
  void viewer_showsWhatItLooksMostLikeAndWhoseThatIs() {
    visit.drawn("a red apple");
    visit.openPicture(1);
    assertThat(visit.page.locator(".likes li").first())
        .hasText("red apple91 %Noto Emoji · Google LLC · Apache-2.0");
    long seed = images.last().request().path("seed").asLong() + 1;
    assertThat(visit.page.locator(".facts")).containsText("Seed" + seed);
    visit.button("Receipt").click();
    assertThat(visit.page.locator(".share")).hasCount(5);
  }

  @Test
  void remix_reusesAllSettings() {
    visit.page.getByText("pixel art", exact()).click();
    visit.page.locator("#steps").fill("12");
    visit.page.locator("#guidance").fill("7");
    visit.page.locator("#negative").fill("blue");
    visit.page.locator("#sampler").selectOption("heun");
    visit.drawn("a red apple");
    JsonNode first = images.last().request();
    visit.page.locator("#steps").fill("40");
    visit.page.locator("#negative").fill("");
    visit.page.locator("#sampler").selectOption("euler");
    visit.page.getByText("Any", exact()).click();
    visit.prompt().fill("something else");
    visit.openPicture(2);
    visit.page.locator("#viewer").getByText("Remix").click();
    assertThat(visit.prompt()).hasValue("a red apple");
    assertThat(visit.prompt()).isFocused();
    visit.page.locator("#draw").click();
    assertThat(visit.page.locator(".card .cost")).hasCount(2);
    JsonNode second = images.last().request();
    for (String field : List.of("prompt", "steps", "guidance", "negative_prompt", "sampler")) {
      assertEquals(first.get(field), second.get(field), field);
    }
    assertEquals(first.path("seed").asLong() + 2, second.path("seed").asLong());
    assertEquals(1, second.path("n").asInt());
  }

  @Test
  void remix_keepsWhatASliderDoesNotReach() {
    visit.page.locator("#steps").evaluate("input => { input.max = 200; input.value = 150; }");
    visit.drawn("a red apple");
    visit.page.reload();
    visit.card().getByText("Remix").click();
    assertThat(visit.page.locator("#steps-shown")).hasText("150");
  }

  @Test
  void otherSeeds_drawsTheSameAnew() {
    visit.drawn("a red apple");
    JsonNode first = images.last().request();
    visit.openPicture(0);
    Locator button = inViewer("Other seeds");
    assertThat(button).containsText("≤ 0.000160 DevUSD");
    button.click();
    assertThat(visit.page.locator(".card .cost")).hasCount(2);
    JsonNode second = images.last().request();
    assertEquals(first.get("prompt"), second.get("prompt"));
    assertNotEquals(first.get("seed"), second.get("seed"));
    assertEquals(4, second.path("n").asInt());
    assertEquals("160", second.at("/tributary/max_cost").asText());
  }

  @Test
  void closeVariations_beginFromThePicture() throws IOException {
    visit.drawn("a red apple");
    byte[] file = images.fileAt(visit.card().locator("img").first().getAttribute("src"));
    visit.openPicture(0);
    inViewer("Close variations").click();
    assertThat(visit.page.locator(".card .cost")).hasCount(2);
    JsonNode order = images.last().request();
    assertEquals(0.4, order.path("strength").asDouble());
    assertTrue(Pictures.areEqual(file, Pictures.decode(order.path("image"))));
    assertThat(visit.page.locator("#source")).isHidden();
  }

  @Test
  void download_isTheFileAsServed() throws IOException {
    visit.drawn("A red apple / ..\\evil");
    visit.openPicture(0);
    Download download =
        visit.page.waitForDownload(() -> visit.page.getByText("Download", exact()).click());
    long seed = images.last().request().path("seed").asLong();
    assertEquals("a-red-apple-evil-" + seed + ".png", download.suggestedFilename());
    String path = visit.card().locator("img").first().getAttribute("src");
    assertArrayEquals(images.fileAt(path), Files.readAllBytes(download.path()));
  }

  @Test
  void share_givesALinkThatNeedsNoKey() {
    visit.visitor().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    visit.drawn("a red apple");
    visit.openPicture(0);
    visit.button("Share link").click();
    assertThat(visit.page.locator("#viewer [role=status]")).containsText("Copied.");
    String link = visit.page.getByLabel("Link to this picture").inputValue();
    assertEquals(link, visit.page.evaluate("navigator.clipboard.readText()"));
    APIResponse shared = visit.page.request().get(link);
    assertEquals("image/png", shared.headers().get("content-type"));
  }

  @Test
  void delete_asksFirstAndIsForGood() {
    visit.drawn("a red apple");
    visit.card().getByText("Delete").click();
    assertThat(visit.page.locator("#sure")).containsText("All 4 pictures of this order go");
    assertThat(visit.button("Keep")).isFocused();
    visit.button("Keep").click();
    assertThat(visit.page.locator(".card")).hasCount(1);
    visit.openPicture(0);
    visit.page.locator("#viewer").getByText("Delete").click();
    visit.page.locator("#sure button").last().click();
    assertThat(visit.page.locator(".card")).hasCount(0);
    assertThat(visit.page.locator("#viewer")).isHidden();
    assertThat(visit.page.locator("#welcome")).isVisible();
    assertEquals(List.of(), images.jobs());
    visit.page.reload();
    assertThat(visit.page.locator("#welcome")).isVisible();
  }

  @Test
  void expired_isSaidOfAPictureThatIsGone() {
    visit.drawn("a red apple");
    images.forgetFiles();
    visit.page.reload();
    assertThat(visit.card().locator(".tile").first()).hasText("Expired");
    assertThat(visit.card().locator(".tile:enabled")).hasCount(0);
    visit.card().getByText("Remix").click();
    assertThat(visit.prompt()).hasValue("a red apple");
  }

  @Test
  void search_findsByWordsAndSeeds() {
    visit.drawn("a red apple");
    long seed = images.last().request().path("seed").asLong();
    visit.drawn("a blue fish");
    visit.drawn("two red fish");
    Locator search = visit.page.getByPlaceholder("Search");
    Locator shown = visit.page.locator(".card:not([hidden]) h3");
    search.fill("RED");
    assertThat(shown).hasText(new String[] {"two red fish", "a red apple"});
    assertThat(visit.page.locator("#found")).hasText("2 of 3");
    search.fill("fish red");
    assertThat(shown).hasText(new String[] {"two red fish"});
    search.fill("seed:" + seed);
    assertThat(shown).hasText(new String[] {"a red apple"});
    search.fill("nothing");
    assertThat(visit.page.locator("#found")).hasText("0 of 3");
    search.fill("");
    assertThat(shown).hasCount(3);
  }

  @Test
  void list_bringsWhatTheSameAccessKeyOrderedElsewhere() {
    for (int i = 0; i < 21; i++) {
      visit.draw("order " + i);
      assertThat(visit.page.locator(".card .cost")).hasCount(i + 1);
    }
    visit.page.evaluate("localStorage.removeItem('tributary.images.jobs')");
    visit.page.reload();
    assertThat(visit.page.locator(".card")).hasCount(20);
    assertThat(visit.card().locator("h3")).hasText("order 20");
    visit.button("Show older pictures").click();
    assertThat(visit.page.locator(".card")).hasCount(21);
    assertThat(visit.page.locator(".card").last().locator("h3")).hasText("order 0");
    assertThat(visit.button("Show older pictures")).isHidden();
  }

  private Locator inViewer(String text) {
    return visit
        .page
        .locator("#viewer button")
        .filter(new Locator.FilterOptions().setHasText(text));
  }

  private static Page.GetByTextOptions exact() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
