package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.webapp.fake.FakeImages;

/** The images page for everyone: axe-core finds nothing serious, in both schemes and on a phone. */
@MicronautTest
class ImagesPageAccessibilityIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeImages images;

  ImagesPageAccessibilityIT(EmbeddedServer server, FakeImages images) {
    this.server = server;
    this.images = images;
  }

  @ParameterizedTest
  @CsvSource({"1200, LIGHT", "1200, DARK", "390, LIGHT", "320, DARK"})
  void page_hasNoSeriousFindingInAnyState(int width, ColorScheme scheme) {
    images.forgetAll();
    try (BrowserContext visitor = Accessibility.visitor(CHROMIUM, width, scheme)) {
      Page page = visitor.newPage();
      page.navigate(server.getURL() + "/images");
      assertThat(page.locator("#price")).not().isEmpty();
      Accessibility.check(page, "empty");
      draw(page, "a red spaceship");
      assertThat(page.locator("#unknown")).containsText("spaceship");
      assertThat(page.locator(".card img")).hasCount(4);
      draw(page, "script: NO_WORKER");
      draw(page, "script: SPENT");
      draw(page, "script: HELD");
      assertThat(page.locator(".card").first()).containsText("Cancel");
      images.last().queue(2);
      assertThat(page.locator(".card").first()).containsText("1 before it");
      images.last().draw(9);
      assertThat(page.locator(".card").first()).containsText("9 / 20");
      Accessibility.check(page, "gallery");
      if (!page.locator("#steps").isVisible()) {
        page.locator("summary").click();
      }
      Accessibility.check(page, "settings of an order");
      page.locator(".tile:enabled").first().click();
      assertThat(page.locator(".likes li")).hasCount(2);
      Accessibility.check(page, "viewer");
      page.getByText("Change a part").click();
      assertThat(page.locator("#mask")).isVisible();
      Accessibility.check(page, "mask");
      page.getByText("Mark it", new Page.GetByTextOptions().setExact(true)).click();
      page.getByText("Use this").click();
      Accessibility.check(page, "begun from a picture");
      page.locator(".cost-line button").first().click();
      assertThat(page.locator(".share")).hasCount(5);
      Accessibility.check(page, "receipt");
    }
  }

  private static void draw(Page page, String prompt) {
    int cards = page.locator(".card").count();
    page.locator("#prompt").fill(prompt);
    page.locator("#draw").click();
    assertThat(page.locator(".card")).hasCount(cards + 1);
  }
}
