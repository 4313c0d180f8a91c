package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tributary.webapp.fake.FakeChannels;

/** Paying from the page with money of one's own, in a real browser. */
@MicronautTest
class OwnMoneyIT {
  /** The first account of every development chain, and what a well-known library signs with it. */
  private static final String SECRET =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private static final String ADDRESS = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String VOUCHER_SIGNATURE =
      "0x368726412de31ffffe65180938e9d1449faf34961bc9b95a948c34ed3f29a0e0"
          + "004bf414eb3837097462e3408ececa1fae142a5d67779048b0467ca38b75d6151c";

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeChannels channels;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext visitor;
  private Page page;

  OwnMoneyIT(EmbeddedServer server, FakeChannels channels) {
    this.server = server;
    this.channels = channels;
  }

  @BeforeEach
  void open() {
    channels.forgetAll();
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
  void signingKey_signsTypedDataAsWalletsDo() {
    Object signed =
        page.evaluate(
            """
            async secret => {
              const { SigningKey } = await import("/assets/channel/signing-key.js");
              const { typedData } = await import("/assets/channel/typed-data.js");
              const key = new SigningKey(secret);
              const domain = {name: "x402 Batch Settlement", version: "1", chainId: 31337,
                verifyingContract: "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003"};
              const fields = [{name: "channelId", type: "bytes32"}, {name: "maxClaimableAmount", type: "uint128"}];
              const message = {channelId: "0x" + "11".repeat(32), maxClaimableAmount: "12345"};
              return [key.address, await key.signTypedData(typedData(domain, "Voucher", fields, message))];
            }
            """,
            SECRET);
    assertEquals(List.of(ADDRESS, VOUCHER_SIGNATURE), signed);
  }

  @Test
  void ask_paysEachAnswerFromTheChannelAndTheRestComesBack() {
    Download recovery = makeKeyAndAdd("1");
    assertTrue(recovery.suggestedFilename().startsWith("tributary-key-"));
    askAndWait("What is the capital of Algeria?");
    assertThat(page.locator("#budget")).hasText("Balance: 0.999959 DevUSD left");
    askAndWait("And again");
    assertThat(page.locator("#budget")).hasText("Balance: 0.999918 DevUSD left");
    assertEquals(1_000_000, channels.only().deposited());
    assertEquals(82, channels.only().charged());
    assertNotEquals(
        channels.only().config().path("payer").asText(),
        channels.only().config().path("payerAuthorizer").asText());
    settings();
    button("Take my money back").click();
    assertThat(trouble()).hasText("What was not spent is yours again.");
    assertEquals(82, channels.only().deposited());
    assertThat(page.locator("#key-state")).hasText("The free trial pays.");
  }

  @Test
  void ask_isCorrectedAfterAnAnswerThatNeverArrived() {
    makeKeyAndAdd("1");
    loseAnswers(true);
    ask("Hello");
    assertThat(foot()).containsText("The gateway can’t be reached.");
    page.unroute("**/v1/chat/completions");
    askAndWait("And again");
    assertEquals(82, channels.only().charged());
  }

  @Test
  void channel_survivesAReload() {
    makeKeyAndAdd("0,5");
    askAndWait("Hello");
    page.reload();
    assertThat(page.locator("#budget")).hasText("Balance: 0.499959 DevUSD left");
    askAndWait("And again");
    assertEquals(82, channels.only().charged());
  }

  @Test
  void recoveryFile_bringsTheSameKeyBack() throws IOException {
    Download recovery = makeKeyAndAdd("1");
    String file = Files.readString(recovery.path());
    String paid = page.locator("#funds-state").textContent();
    page.evaluate("localStorage.clear()");
    page.reload();
    settings();
    recover(file);
    assertThat(page.locator("#funds-state")).hasText(paid.replaceAll(" pays:.*", " pays."));
    page.evaluate("localStorage.clear()");
    page.reload();
    settings();
    recover(file.replaceFirst("\"address\": \"0x..", "\"address\": \"0x00"));
    assertThat(trouble()).containsText("This recovery file is damaged");
    recover("no json");
    assertThat(trouble()).containsText("it is not JSON");
  }

  @Test
  void testMoney_isAskedForTheKeysAddress() {
    makeKeyAndAdd("1");
    button("Get test money").click();
    assertThat(trouble()).containsText("Test money has arrived.");
    assertEquals(1, channels.gifts().size());
  }

  @Test
  void deposit_isNotSignedAgainWhileOneWaits() {
    makeKeyAndAdd("1");
    button("Add").click();
    assertThat(trouble()).containsText("A signed deposit waits already");
    askAndWait("Hello");
    assertEquals(1_000_000, channels.only().deposited());
  }

  @Test
  void deposit_thatExpiredUnsentIsSignedAnew() {
    makeKeyAndAdd("1");
    expireDeposit();
    ask("Hello");
    assertThat(foot().last()).containsText("Your own money doesn’t cover this question.");
    settings();
    button("Add").click();
    assertThat(trouble()).hasText("Signed. It moves with what you pay for next.");
    askAndWait("And again");
    assertEquals(1_000_000, channels.only().deposited());
  }

  @Test
  void deposit_whoseAnswerWasLostAndThatExpired_isFoundInTheChannel() {
    makeKeyAndAdd("1");
    loseAnswers(true);
    ask("Hello");
    assertThat(foot()).containsText("The gateway can’t be reached.");
    expireDeposit();
    askAndWait("And again");
    assertThat(page.locator("#budget")).hasText("Balance: 0.999918 DevUSD left");
    assertEquals(1_000_000, channels.only().deposited());
    assertEquals(82, channels.only().charged());
  }

  @Test
  void deposit_thatNeverArrivedAndExpired_isSignedAnew() {
    makeKeyAndAdd("1");
    loseAnswers(false);
    ask("Hello");
    assertThat(foot()).containsText("The gateway can’t be reached.");
    expireDeposit();
    ask("And again");
    assertThat(foot().last()).containsText("Your own money doesn’t cover this question.");
    settings();
    button("Add").click();
    assertThat(trouble()).hasText("Signed. It moves with what you pay for next.");
    askAndWait("Once more");
    assertEquals(1_000_000, channels.only().deposited());
  }

  /** Of paid calls; the gateway gets them, or does not. */
  private void loseAnswers(boolean arrive) {
    page.route(
        "**/v1/chat/completions",
        route -> {
          if (route.request().headers().containsKey("payment-signature")) {
            if (arrive) {
              route.fetch();
            }
            route.abort();
          } else {
            route.resume();
          }
        });
  }

  private void expireDeposit() {
    page.unroute("**/v1/chat/completions");
    page.evaluate(
        "() => { const c = JSON.parse(localStorage['tributary.channel']);"
            + " c.pending.authorization.erc3009Authorization.validBefore = '1000';"
            + " localStorage['tributary.channel'] = JSON.stringify(c); }");
    page.reload();
  }

  @Test
  void amount_refusesWhatIsNone() {
    makeKeyAndAdd("1");
    for (String bad : List.of("", "x", "-1", "1e3", "0.0000001", "0.001")) {
      page.getByLabel("Amount to add").fill(bad);
      button("Add").click();
      assertThat(trouble()).hasText(Pattern.compile("An amount is|The least"));
    }
  }

  @Test
  void question_beyondTheBalanceSaysSo() {
    makeKeyAndAdd("0.01");
    for (int i = 0; i < 3; i++) {
      askAndWait("Hello");
    }
    page.evaluate(
        "() => { const c = JSON.parse(localStorage['tributary.channel']); c.deposited = '130';"
            + " localStorage['tributary.channel'] = JSON.stringify(c); }");
    page.reload();
    ask("One more");
    assertThat(foot().last()).containsText("Your own money doesn’t cover this question.");
  }

  private Download makeKeyAndAdd(String amount) {
    settings();
    Download recovery = page.waitForDownload(() -> button("Make a payment key").click());
    page.getByLabel("Amount to add").fill(amount);
    button("Add").click();
    assertThat(trouble()).hasText("Signed. It moves with what you pay for next.");
    return recovery;
  }

  private void recover(String file) {
    page.locator("#recovery-file")
        .setInputFiles(
            new FilePayload("key.json", "application/json", file.getBytes(StandardCharsets.UTF_8)));
  }

  private void settings() {
    if (!page.locator("#settings").isVisible()) {
      button("Settings").first().click();
    }
  }

  private void ask(String question) {
    page.keyboard().press("Escape");
    page.getByLabel("Your question").fill(question);
    page.getByLabel("Your question").press("Enter");
  }

  private void askAndWait(String question) {
    int before = foot().count();
    ask(question);
    assertThat(foot().nth(before)).containsText("receipt");
  }

  private Locator trouble() {
    return page.locator("#funds-trouble");
  }

  private Locator foot() {
    return page.locator(".foot");
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
