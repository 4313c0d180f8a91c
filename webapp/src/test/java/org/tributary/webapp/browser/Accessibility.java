package org.tributary.webapp.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.Set;

/** What every state of every page is held to. */
final class Accessibility {
  private static final Set<String> TOO_BAD = Set.of("serious", "critical");

  private Accessibility() {}

  /** axe-core finds nothing serious, and nothing has to be scrolled sideways. */
  static void check(Page page, String state) {
    List<String> findings =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> TOO_BAD.contains(rule.getImpact()))
                .map(rule -> state + ": " + rule.getId() + " " + rule.getNodes())
                .toList();
    assertEquals(List.of(), findings);
    assertTrue(
        (Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        state + " scrolls sideways");
  }

  static BrowserContext visitor(Chromium chromium, int width, ColorScheme scheme) {
    return chromium
        .browser()
        .newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 780)
                .setColorScheme(scheme)
                // Colours are checked as they stay, not halfway through an animation.
                .setReducedMotion(ReducedMotion.REDUCE));
  }
}
