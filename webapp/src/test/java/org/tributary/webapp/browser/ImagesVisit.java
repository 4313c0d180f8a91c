package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.ArrayList;
import java.util.List;

/** One visitor on the images page, whose page must throw nothing. */
final class ImagesVisit implements AutoCloseable {
  final Page page;
  private final BrowserContext visitor;
  private final List<String> complaints = new ArrayList<>();

  ImagesVisit(Chromium chromium, EmbeddedServer server) {
    visitor = chromium.browser().newContext();
    page = visitor.newPage();
    page.onPageError(complaints::add);
    page.navigate(server.getURL() + "/images");
    assertThat(page.locator("#styles")).isVisible();
    assertThat(page.locator("#price")).not().isEmpty();
  }

  BrowserContext visitor() {
    return visitor;
  }

  void draw(String prompt) {
    int cards = page.locator(".card").count();
    page.locator("#prompt").fill(prompt);
    page.locator("#draw").click();
    assertThat(page.locator(".card")).hasCount(cards + 1);
  }

  /** Draws, until the cost is known. */
  Locator drawn(String prompt) {
    draw(prompt);
    assertThat(card().locator(".cost")).isVisible();
    return card();
  }

  /** The newest order's. */
  Locator card() {
    return page.locator(".card").first();
  }

  void openPicture(int index) {
    card().locator(".tile").nth(index).click();
    assertThat(page.locator("#viewer")).isVisible();
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator prompt() {
    return page.locator("#prompt");
  }

  @Override
  public void close() {
    visitor.close();
    assertEquals(List.of(), complaints, "uncaught errors in the page");
  }
}
