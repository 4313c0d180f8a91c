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

/** The chat page for everyone: axe-core finds nothing serious, in both schemes and on a phone. */
@MicronautTest
class ChatPageAccessibilityIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;

  ChatPageAccessibilityIT(EmbeddedServer server) {
    this.server = server;
  }

  @ParameterizedTest
  @CsvSource({"1200, LIGHT", "1200, DARK", "390, LIGHT", "320, DARK"})
  void page_hasNoSeriousFindingInAnyState(int width, ColorScheme scheme) {
    try (BrowserContext visitor = Accessibility.visitor(CHROMIUM, width, scheme)) {
      Page page = visitor.newPage();
      page.navigate(server.getURL().toString());
      assertThat(page.locator("#model-shown")).not().isEmpty();
      Accessibility.check(page, "empty");
      ask(page, "How do I list files in a directory with ls?");
      ask(page, "script: DIES");
      ask(page, "script: SPENT");
      Accessibility.check(page, "conversation");
      page.locator("[popovertarget=settings]").first().click();
      Accessibility.check(page, "settings");
      page.keyboard().press("Escape");
      page.locator(".cost-line button").first().click();
      assertThat(page.locator(".share")).hasCount(5);
      page.locator("#receipt summary").click();
      Accessibility.check(page, "receipt");
    }
  }

  private static void ask(Page page, String question) {
    int turns = page.locator(".turn").count();
    page.locator("#question").fill(question);
    page.locator("#question").press("Enter");
    assertThat(page.locator(".foot button").last()).isVisible();
    assertThat(page.locator(".turn")).hasCount(turns + 1);
    assertThat(page.locator("#send")).isVisible();
  }
}
