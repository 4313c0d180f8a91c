package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tributary.webapp.fake.FakeAccounts;
import org.tributary.webapp.fake.FakeChat;

/** A visitor's ways through the chat page, in a real browser. */
@MicronautTest
class ChatPageIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeChat chat;
  private final FakeAccounts accounts;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext visitor;
  private Page page;

  ChatPageIT(EmbeddedServer server, FakeChat chat, FakeAccounts accounts) {
    this.server = server;
    this.chat = chat;
    this.accounts = accounts;
  }

  @BeforeEach
  void open() {
    complaints.clear();
    visitor = CHROMIUM.browser().newContext();
    page = visitor.newPage();
    page.onPageError(complaints::add);
    page.navigate(server.getURL().toString());
  }

  @AfterEach
  void leave() {
    visitor.close();
    assertEquals(List.of(), complaints, "uncaught errors in the page");
  }

  @Test
  void ask_streamsTheAnswerAndShowsItsCost() {
    ask("What is the capital of Algeria?");
    assertThat(answer())
        .hasText("The capital of Algeria is Algiers, on the coast of the Mediterranean Sea.");
    assertThat(answer().locator("strong")).hasText("Algiers");
    assertThat(foot()).hasText("0.000041 DevUSD52 model-tokensreceipt");
    assertThat(page.locator("#budget")).hasText("Free trial: 0.249959 DevUSD left");
    assertThat(page.locator("#status")).containsText("Algiers");
  }

  @Test
  void ask_sendsTheSettingsAndTheEarlierTurns() {
    button("Settings").click();
    page.getByLabel("Model", exact()).selectOption("tributary-other");
    page.locator("#temperature").fill("0.2");
    page.locator("#answer-length").fill("64");
    page.keyboard().press("Escape");
    askAndWait("Hello");
    ask("And again");
    assertThat(foot().nth(1)).containsText("receipt");
    assertEquals("tributary-other", chat.lastAsked().path("model").asText());
    assertEquals(0.2, chat.lastAsked().path("temperature").asDouble());
    assertEquals(64, chat.lastAsked().path("max_tokens").asInt());
    assertEquals(true, chat.lastAsked().at("/stream_options/include_usage").asBoolean());
    assertEquals(
        List.of("user", "assistant", "user"),
        chat.lastAsked().path("messages").findValuesAsText("role"));
  }

  @Test
  void ask_leavesOutTheOldestTurnsThatTheModelCannotRead() {
    askAndWait("Hello");
    askAndWait("And again");
    ask("script: FORGETFUL");
    assertThat(answer().nth(2)).hasText("I can read no more than your question.");
    assertEquals(List.of("user"), chat.lastAsked().path("messages").findValuesAsText("role"));
  }

  @Test
  void ask_byASuggestion() {
    Locator chip = page.locator("#suggestions button").nth(3);
    String suggestion = chip.textContent();
    chip.click();
    assertThat(page.locator(".question")).hasText(suggestion);
    assertThat(page.locator("#welcome")).isHidden();
    assertThat(foot()).containsText("receipt");
  }

  @Test
  void ask_byKeyboardAlone() {
    assertThat(input()).isFocused();
    page.keyboard().type("One");
    page.keyboard().press("Shift+Enter");
    page.keyboard().type("two");
    page.keyboard().press("Enter");
    assertThat(page.locator(".question")).hasText(Pattern.compile("One\\s+two"));
    assertThat(foot()).containsText("receipt");
    assertThat(input()).isFocused();
    assertThat(input()).hasValue("");
  }

  @Test
  void receipt_namesEveryPayeeAndAddsUp() {
    askAndWait("Hello");
    button("receipt").click();
    Locator receipt = page.getByRole(AriaRole.DIALOG);
    assertThat(receipt.locator(".receipt-charge")).hasText("0.000041 DevUSD");
    assertThat(receipt.locator(".share")).hasCount(5);
    assertThat(share(0)).containsText("Tributary gateway");
    assertThat(share(0)).containsText("0.000002050000");
    assertThat(share(0)).containsText("5.00 %");
    assertThat(share(3)).containsText("WordNet License");
    assertThat(share(3)).containsText("Held in escrow for this owner");
    assertThat(share(4).locator(".share-name")).hasText("Everyday dialogues <b>2</b>");
    assertThat(receipt).containsText("The shares add up to the charge exactly.");
    receipt.getByText("Record and signature").click();
    assertThat(receipt).containsText("recorded on-chain as asset #5");
    assertThat(receipt).containsText("0x" + "9c".repeat(32));
    assertThat(receipt.getByText("Open as JSON"))
        .hasAttribute("href", Pattern.compile("^/v1/receipts/call_"));
    page.keyboard().press("Escape");
    assertThat(receipt).isHidden();
    assertThat(button("receipt")).isFocused();
  }

  @Test
  void receipt_thatDoesNotAddUpSaysSo() {
    page.route(
        "**/v1/receipts/*",
        route -> {
          APIResponse receipt = route.fetch();
          String wrong = receipt.text().replace("\"2050000\"", "\"2050001\"");
          route.fulfill(new Route.FulfillOptions().setResponse(receipt).setBody(wrong));
        });
    askAndWait("Hello");
    button("receipt").click();
    assertThat(page.getByRole(AriaRole.DIALOG))
        .containsText("The shares do not add up to the charge.");
  }

  @Test
  void stop_keepsThePartAndShowsWhatItCost() {
    ask("script: ENDLESS");
    assertThat(answer()).hasText("Once upon a time there was a river that");
    assertThat(button("Send")).isHidden();
    button("Stop answering").click();
    assertThat(foot()).containsText("You stopped this answer.");
    assertThat(foot()).containsText("0.000012 DevUSD");
    assertThat(foot()).containsText("20 model-tokens");
    assertThat(answer()).hasText("Once upon a time there was a river that");
    assertThat(button("Send")).isVisible();
  }

  @Test
  void stop_byEscape() {
    ask("script: ENDLESS");
    assertThat(answer()).containsText("river");
    page.keyboard().press("Escape");
    assertThat(foot()).containsText("You stopped this answer.");
  }

  @Test
  void error_budgetSpentLeadsToSettings() {
    ask("script: SPENT");
    assertThat(foot()).containsText("The free trial budget is spent.");
    foot().locator("button", new Locator.LocatorOptions().setHasText("Settings")).click();
    assertThat(page.getByLabel("Access key")).isVisible();
  }

  @Test
  void error_noWorkerCanBeTriedAgain() {
    ask("script: NO_WORKER");
    assertThat(foot()).containsText("No worker is free to answer right now.");
    page.route(
        "**/v1/chat/completions",
        route -> {
          String repaired = route.request().postData().replace("script: NO_WORKER", "Hello");
          route.resume(new Route.ResumeOptions().setPostData(repaired));
        });
    button("Try again").click();
    assertThat(answer()).containsText("Algiers");
    assertThat(page.locator(".turn")).hasCount(1);
    assertThat(page.locator(".trouble")).hasCount(0);
  }

  @Test
  void error_inTheMiddleKeepsThePartAndShowsWhatItCost() {
    ask("script: DIES");
    assertThat(answer()).hasText("The meaning of boost is to");
    assertThat(foot()).containsText("The answer was cut off here");
    assertThat(foot()).containsText("0.000012 DevUSD");
    assertThat(button("receipt")).isVisible();
  }

  @Test
  void error_streamWithoutAnEndIsACutAnswer() {
    ask("script: BREAKS");
    assertThat(answer()).hasText("A broken line says");
    assertThat(foot()).containsText("The connection was lost before the answer was done.");
  }

  @Test
  void error_unreachableGatewaySaysSo() {
    page.route("**/v1/chat/completions", route -> route.abort());
    ask("Hello");
    assertThat(foot()).containsText("The gateway can’t be reached.");
  }

  @Test
  void answer_atItsLengthLimitSaysSo() {
    ask("script: LONG");
    assertThat(foot()).containsText("The answer reached its length limit.");
  }

  @Test
  void answer_movesNothingThatIsAlreadyThere() {
    page.reload();
    page.evaluate(
        """
        () => {
          window.moved = [];
          new PerformanceObserver(list => window.moved.push(...list.getEntries().map(one => one.value)))
              .observe({type: "layout-shift", buffered: true});
        }
        """);
    askAndWait("How do I list files in a directory with ls?");
    askAndWait("What is the capital of Algeria?");
    Object moved = page.evaluate("moved.reduce((sum, one) => sum + one, 0)");
    assertTrue(((Number) moved).doubleValue() < 0.02, "layout shift " + moved);
  }

  @Test
  void answer_withMarkupStaysText() {
    ask("script: ATTACKS");
    assertThat(foot()).containsText("receipt");
    assertThat(answer()).containsText("<img src=x onerror=\"window.attacked=1\"><script>");
    assertThat(answer()).containsText("[go](javascript:window.attacked=1)");
    assertThat(answer().locator("img, script, a, svg, iframe, style, [onerror], [onload]"))
        .hasCount(0);
    assertEquals(false, page.evaluate("'attacked' in window"));
    page.reload();
    assertThat(answer()).containsText("<img src=x");
    assertEquals(false, page.evaluate("'attacked' in window"));
  }

  @Test
  void reload_keepsTheConversationAndTheAccount() {
    askAndWait("How do I list files in a directory with ls?");
    int opened = accounts.opened();
    page.reload();
    assertThat(page.locator(".question")).hasText("How do I list files in a directory with ls?");
    assertThat(answer().locator("pre")).hasText("ls -la /usr/share");
    assertThat(foot()).hasText("0.000041 DevUSD52 model-tokensreceipt");
    askAndWait("Hello");
    assertEquals(opened, accounts.opened());
  }

  @Test
  void reload_inTheMiddleShowsTheCutAnswer() {
    ask("script: ENDLESS");
    assertThat(answer()).containsText("river that");
    page.reload();
    assertThat(answer()).hasText("Once upon a time there was a river that");
    assertThat(foot()).containsText("The page was closed before the answer was done.");
    assertThat(foot()).containsText("0.000012 DevUSD");
  }

  @Test
  void newChat_forgetsTheConversation() {
    askAndWait("Hello");
    button("New chat").click();
    assertThat(page.locator(".turn")).hasCount(0);
    assertThat(page.locator("#welcome")).isVisible();
    page.reload();
    assertThat(page.locator("#welcome")).isVisible();
    assertThat(page.locator(".turn")).hasCount(0);
  }

  @Test
  void account_goneAtTheGatewayIsOpenedAnew() {
    askAndWait("Hello");
    accounts.forgetAll();
    ask("Hello again");
    assertThat(foot().nth(1)).containsText("0.000041 DevUSD");
  }

  @Test
  void account_ownKeyPaysInsteadOfTheTrial() {
    accounts.admit("tb-own");
    int opened = accounts.opened();
    useAccessKey("tb-own");
    askAndWait("Hello");
    assertThat(page.locator("#budget")).hasText("Balance: 0.249959 DevUSD left");
    assertEquals(opened, accounts.opened());
  }

  @Test
  void account_unknownOwnKeySaysSo() {
    useAccessKey("tb-mistyped");
    ask("Hello");
    assertThat(foot()).containsText("This access key isn’t known here.");
  }

  private void useAccessKey(String accessKey) {
    button("Settings").click();
    page.getByLabel("Access key").fill(accessKey);
    button("Use").click();
    assertThat(page.locator("#key-state")).hasText("Your own access key pays.");
    page.keyboard().press("Escape");
  }

  private void ask(String question) {
    input().fill(question);
    input().press("Enter");
  }

  private void askAndWait(String question) {
    ask(question);
    assertThat(foot().last()).containsText("receipt");
  }

  private Locator input() {
    return page.getByLabel("Your question");
  }

  private Locator answer() {
    return page.locator(".answer");
  }

  private Locator foot() {
    return page.locator(".foot");
  }

  private Locator share(int index) {
    return page.locator(".share").nth(index);
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByLabelOptions exact() {
    return new Page.GetByLabelOptions().setExact(true);
  }
}
