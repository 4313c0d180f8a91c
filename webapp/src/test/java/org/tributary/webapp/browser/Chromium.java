package org.tributary.webapp.browser;

import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine's own Chromium, driven by Playwright; where there is none the tests are skipped
 * aloud.
 */
public final class Chromium implements BeforeAllCallback, AfterAllCallback {
  private static final Path EXECUTABLE =
      Path.of(System.getenv().getOrDefault("TRIBUTARY_CHROMIUM", "/usr/bin/chromium"));
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private @Nullable Playwright playwright;
  private @Nullable Browser browser;

  /** Starts the browser, or aborts the test class with a message that can't be missed. */
  @Override
  public void beforeAll(ExtensionContext tests) {
    if (!Files.isExecutable(EXECUTABLE)) {
      String message = "BROWSER TESTS SKIPPED: there is no Chromium at " + EXECUTABLE;
      System.err.println("\n" + "*".repeat(72) + "\n*** " + message + "\n" + "*".repeat(72) + "\n");
      Assumptions.abort(message);
    }
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions().setExecutablePath(EXECUTABLE).setHeadless(true).setArgs(FLAGS));
  }

  /** Of the running class. */
  public Browser browser() {
    return requireNonNull(browser);
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (playwright != null) {
      playwright.close();
    }
  }
}
