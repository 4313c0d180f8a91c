package org.tributary.webapp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
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
import org.tributary.webapp.fake.FakeChannels;
import org.tributary.webapp.fake.FakeImages;

/** Ordering pictures and watching them appear, in a real browser. */
@MicronautTest
class ImagesPageIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private final FakeImages images;
  private final FakeAccounts accounts;
  private final FakeChannels channels;
  private ImagesVisit visit;

  ImagesPageIT(
      EmbeddedServer server, FakeImages images, FakeAccounts accounts, FakeChannels channels) {
    this.server = server;
    this.images = images;
    this.accounts = accounts;
    this.channels = channels;
  }

  @BeforeEach
  void open() {
    images.forgetAll();
    channels.forgetAll();
    visit = new ImagesVisit(CHROMIUM, server);
  }

  @AfterEach
  void leave() {
    visit.close();
  }

  @Test
  void draw_showsThePicturesTheirCostAndTheReceipt() {
    Locator card = visit.drawn("a red apple");
    assertThat(card.locator("img")).hasCount(4);
    assertThat(card.locator(".cost")).hasText("0.000160 DevUSD");
    assertThat(visit.page.locator("#budget")).hasText("Free trial: 0.24984 DevUSD left");
    assertThat(visit.page.locator("#status")).hasText("4 pictures drawn.");
    assertEquals("pixelated", rendering(card.locator("img").first()));
    Object width =
        card.locator("img")
            .first()
            .evaluate("image => image.decode().then(() => image.naturalWidth)");
    assertEquals(64, width);
    visit.button("receipt").click();
    assertThat(visit.page.locator(".receipt-lead")).containsText("327,680 pixel-steps");
    assertThat(visit.page.locator(".share")).hasCount(5);
  }

  @Test
  void draw_sendsEverySettingAndNoMoreThanThePriceShown() {
    visit.page.getByText("noto style").click();
    visit.page.locator("#count").fill("2");
    visit.page.locator("#steps").fill("30");
    visit.page.locator("#guidance").fill("5.5");
    visit.page.locator("#seed").fill("77");
    visit.page.locator("#negative").fill("blue");
    visit.page.locator("#sampler").selectOption("heun");
    visit.page.locator("#mark-prompt").check();
    assertThat(visit.page.locator("#price")).hasText("At most 0.000120 DevUSD");
    visit.drawn("a red apple");
    JsonNode order = images.last().request();
    assertEquals("a red apple, noto style", order.path("prompt").asText());
    assertEquals(2, order.path("n").asInt());
    assertEquals(30, order.path("steps").asInt());
    assertEquals(5.5, order.path("guidance").asDouble());
    assertEquals(77, order.path("seed").asLong());
    assertEquals("blue", order.path("negative_prompt").asText());
    assertEquals("heun", order.path("sampler").asText());
    assertEquals("64x64", order.path("size").asText());
    assertEquals("tributary-image-11m", order.path("model").asText());
    assertEquals("120", order.at("/tributary/max_cost").asText());
    assertTrue(order.at("/tributary/mark_prompt").asBoolean());
    assertFalse(order.has("strength") || order.has("image") || order.has("mark_prompt"));
  }

  @Test
  void draw_settingsAndWordsSurviveAReload() {
    visit.page.locator("#steps").fill("33");
    visit.page.getByText("pixel art", exactText()).click();
    visit.prompt().fill("a green dragon");
    visit.page.reload();
    assertThat(visit.page.locator("#steps-shown")).hasText("33");
    assertThat(visit.page.locator("input[value=pixel]")).isChecked();
    assertThat(visit.prompt()).hasValue("a green dragon");
  }

  @Test
  void draw_byKeyboardAlone() {
    assertThat(visit.prompt()).isFocused();
    visit.page.keyboard().type("a red apple");
    visit.page.keyboard().press("Enter");
    assertThat(visit.card().locator(".cost")).isVisible();
    visit.card().locator(".tile").first().focus();
    visit.page.keyboard().press("Enter");
    assertThat(visit.page.locator("#viewer-title")).hasText("Picture 1 of 4");
    visit.page.keyboard().press("ArrowRight");
    assertThat(visit.page.locator("#viewer-title")).hasText("Picture 2 of 4");
    visit.page.keyboard().press("Escape");
    assertThat(visit.page.locator("#viewer")).isHidden();
    assertThat(visit.card().locator(".tile").first()).isFocused();
  }

  @Test
  void draw_byASuggestion() {
    Locator chip = visit.page.locator("#suggestions button").first();
    String words = chip.textContent();
    chip.click();
    assertThat(visit.card().locator("h3")).hasText(words);
    assertThat(visit.page.locator("#welcome")).isHidden();
  }

  @Test
  void draw_onAPhoneBringsTheOrderIntoSight() {
    visit.page.setViewportSize(390, 780);
    visit.draw("script: HELD");
    assertThat(visit.button("Cancel")).isInViewport();
    images.last().complete();
    assertThat(visit.card().locator("img").first()).isInViewport();
    visit.card().locator("button", text("receipt")).click();
    assertThat(visit.page.locator("#receipt")).isInViewport();
  }

  @Test
  void dice_rollsASeedThatIsSent() {
    visit.button("Roll a seed").click();
    long rolled = Long.parseLong(visit.page.locator("#seed").inputValue());
    visit.drawn("a red apple");
    assertEquals(rolled, images.last().request().path("seed").asLong());
  }

  @Test
  void prompt_unknownWordsAreUnderlinedAndNamed() {
    visit.prompt().fill("A Red aple on a spaceship, left-right arrow");
    assertThat(visit.page.locator("#prompt-shown .unknown"))
        .hasText(new String[] {"aple", "on", "spaceship"});
    assertThat(visit.page.locator("#unknown"))
        .hasText("Not in the model’s vocabulary: aple (apple?), on, spaceship.");
    visit.button("Write apple instead of aple").click();
    assertThat(visit.prompt()).hasValue("A Red apple on a spaceship, left-right arrow");
    assertThat(visit.page.locator("#unknown")).not().containsText("aple (");
  }

  @Test
  void prompt_wordThatIsBeingWrittenIsNotCalledUnknown() {
    visit.page.clock().install();
    visit.prompt().pressSequentially("red spaces");
    assertThat(visit.page.locator("#prompt-shown .unknown")).hasCount(0);
    visit.page.clock().runFor(1_000);
    assertThat(visit.page.locator("#prompt-shown .unknown")).hasText("spaces");
  }

  @Test
  void prompt_lettersLieOnTheirUnderlines() {
    visit.prompt().fill("red spaceship ".repeat(12));
    Object apart =
        visit.page.evaluate(
            """
            () => {
              const [shown, typed] = ["prompt-shown", "prompt"].map(id => document.getElementById(id));
              const style = node => ["font", "lineHeight", "padding", "letterSpacing", "whiteSpace", "overflowWrap"]
                  .map(name => getComputedStyle(node)[name]).join();
              return [style(shown) === style(typed), shown.clientWidth - typed.clientWidth,
                typed.scrollHeight - typed.clientHeight];
            }
            """);
    assertEquals(List.of(true, 0, 0), apart);
  }

  @Test
  void prompt_withMarkupStaysText() {
    String attack = "<img src=x onerror=\"window.attacked=1\"><b>two</b> cat";
    visit.drawn(attack);
    assertThat(visit.card().locator("h3")).hasText(attack);
    visit.openPicture(0);
    assertThat(visit.page.locator(".viewer-prompt")).hasText(attack);
    assertThat(visit.page.locator(".likes")).containsText("Crawl <b>tiles</b>");
    assertThat(visit.page.locator("main b, main [onerror], dialog b, .likes i")).hasCount(0);
    visit.page.reload();
    assertThat(visit.card().locator("h3")).hasText(attack);
    assertEquals(false, visit.page.evaluate("'attacked' in window"));
  }

  @Test
  void price_followsWhatItDependsOn() {
    Locator price = visit.page.locator("#price");
    assertThat(price).hasText("At most 0.000160 DevUSD");
    visit.button("One picture more").click();
    assertThat(price).hasText("At most 0.000200 DevUSD");
    visit.page.locator("#steps").fill("10");
    assertThat(price).hasText("At most 0.000100 DevUSD");
  }

  @Test
  void running_showsThePlaceInTheLineThenPreviewsAndTimeLeft() {
    hold();
    images.last().queue(3);
    assertThat(visit.card()).containsText("Waiting, 2 before it · about 3 s left");
    images.last().queue(1);
    assertThat(visit.card()).containsText("Waiting, next in line");
    images.last().draw(7);
    assertThat(visit.card()).containsText("Drawing · about 1 s left");
    assertThat(visit.card()).containsText("7 / 20");
    assertEquals(7.0, ((Number) progress().evaluate("bar => bar.value")).doubleValue());
    assertTrue(isDrawnOn(visit.card().locator("canvas").first()));
    images.last().complete();
    assertThat(visit.card().locator(".cost")).hasText("0.000160 DevUSD");
    assertThat(progress()).isHidden();
  }

  @Test
  void cancel_paysForWhatRan() {
    hold();
    images.last().draw(5);
    assertThat(visit.card()).containsText("5 / 20");
    visit.button("Cancel").click();
    assertThat(visit.card()).containsText("You cancelled this. Only what was drawn is charged.");
    assertThat(visit.card().locator(".cost")).hasText("0.000040 DevUSD");
  }

  @Test
  void reload_inTheMiddleOfAJobResumes() {
    hold();
    images.last().draw(5);
    assertThat(visit.card()).containsText("5 / 20");
    visit.page.reload();
    assertThat(visit.card()).containsText("5 / 20");
    images.last().draw(11);
    assertThat(visit.card()).containsText("11 / 20");
    assertTrue(isDrawnOn(visit.card().locator("canvas").first()));
    images.last().complete();
    assertThat(visit.card().locator("img")).hasCount(4);
    assertEquals(1, images.jobs().size());
  }

  @Test
  void reload_whileTheOrderIsSentOrdersItOnce() {
    visit.page.route("**/v1/images/generations", Route::fetch);
    visit.draw("a red apple");
    assertThat(visit.card()).containsText("Sending…");
    visit.page.waitForCondition(() -> images.jobs().size() == 1);
    visit.page.unroute("**/v1/images/generations");
    visit.page.reload();
    assertThat(visit.card().locator(".cost")).isVisible();
    assertEquals(1, images.jobs().size());
  }

  @Test
  void reload_whileTheOrderIsSentShowsItOnceThoughItIsListedToo() {
    List<Route> held = new ArrayList<>();
    // The first arrives and its answer is lost; the page's second try waits for us.
    visit.page.route(
        "**/v1/images/generations",
        route -> {
          if (images.jobs().isEmpty()) {
            route.fetch();
          } else {
            held.add(route);
          }
        });
    visit.draw("a red apple");
    visit.page.waitForCondition(() -> images.jobs().size() == 1);
    visit.page.reload();
    assertThat(visit.page.locator(".card")).hasCount(2);
    held.forEach(Route::resume);
    assertThat(visit.page.locator(".card")).hasCount(1);
    assertThat(visit.card().locator("img")).hasCount(4);
    visit.page.reload();
    assertThat(visit.page.locator(".card")).hasCount(1);
    assertEquals(1, images.jobs().size());
  }

  @Test
  void reload_longAfterTheOrderWasSentDoesNotSendItAgain() {
    visit.page.route("**/v1/images/generations", route -> {});
    visit.draw("a red apple");
    visit.page.evaluate(
        "() => { const key = 'tributary.images.jobs'; const jobs = JSON.parse(localStorage[key]);"
            + " jobs[0].createdAt -= 600000; localStorage[key] = JSON.stringify(jobs); }");
    visit.page.reload();
    assertThat(visit.card())
        .containsText("The page was closed before the gateway took this order.");
    assertEquals(0, images.jobs().size());
  }

  @Test
  void answer_thatWasLostIsNoSecondOrder() {
    visit.page.route("**/v1/images/generations", this::loseAnswer);
    visit.draw("a red apple");
    assertThat(visit.card()).containsText("The gateway can’t be reached.");
    visit.page.unroute("**/v1/images/generations");
    visit.button("Try again").click();
    assertThat(visit.card().locator(".cost")).isVisible();
    assertEquals(1, images.jobs().size());
  }

  @Test
  void connection_brokenOffIsTakenUpAgain() {
    hold();
    images.last().draw(5);
    assertThat(visit.card()).containsText("5 / 20");
    images.last().breakOff();
    images.last().draw(9);
    assertThat(visit.card()).containsText("9 / 20");
    images.last().complete();
    assertThat(visit.card().locator("img")).hasCount(4);
  }

  @Test
  void manyAtOnce_eachIsFollowedToItsEnd() {
    for (int i = 0; i < 7; i++) {
      visit.draw("script: HELD " + i);
      assertThat(visit.button("Cancel")).hasCount(i + 1);
    }
    images.jobs().forEach(job -> job.complete());
    assertThat(visit.page.locator(".card .cost")).hasCount(7);
  }

  @Test
  void error_budgetSpentLeadsToSettings() {
    visit.draw("script: SPENT");
    assertThat(visit.card()).containsText("The free trial budget is spent.");
    visit.card().locator("button", text("Settings")).click();
    assertThat(visit.page.getByLabel("Access key")).isVisible();
  }

  @Test
  void error_noWorkerCanBeTriedAgain() {
    visit.draw("script: NO_WORKER");
    assertThat(visit.card()).containsText("No worker is free to draw right now.");
    visit.page.route("**/v1/images/generations", this::repair);
    visit.button("Try again").click();
    assertThat(visit.card().locator("img")).hasCount(4);
    assertThat(visit.page.locator(".card")).hasCount(1);
  }

  @Test
  void error_inTheMiddleSaysWhatItCost() {
    visit.draw("script: FAILS");
    assertThat(visit.card()).containsText("That didn’t work: The worker left.");
    assertThat(visit.card().locator(".cost")).hasText("0.000016 DevUSD");
  }

  @Test
  void error_priceThatChangedIsShownAgain() {
    visit.draw("script: DEARER");
    assertThat(visit.card()).containsText("The price has changed since it was shown.");
  }

  @Test
  void error_jobThatTheGatewayForgot() {
    hold();
    images.forgetAll();
    visit.page.reload();
    assertThat(visit.card()).containsText("The gateway no longer keeps this job.");
  }

  @Test
  void account_goneAtTheGatewayIsOpenedAnew() {
    visit.drawn("a red apple");
    accounts.forgetAll();
    visit.drawn("a blue fish");
    assertEquals(2, images.jobs().size());
  }

  @Test
  void ownMoney_paysEachOrderForWhatItCost() {
    visit.page.locator("[popovertarget=settings]").first().click();
    visit.page.waitForDownload(() -> visit.button("Make a payment key").click());
    visit.button("Add").click();
    assertThat(visit.page.locator("#funds-trouble")).containsText("Signed.");
    visit.page.keyboard().press("Escape");
    visit.drawn("a red apple");
    assertThat(visit.page.locator("#budget")).hasText("Balance: 0.99984 DevUSD left");
    visit.drawn("a blue fish");
    assertThat(visit.page.locator("#budget")).hasText("Balance: 0.99968 DevUSD left");
    assertEquals(320, channels.only().charged());
  }

  @Test
  void chatPage_linksHereAndOffersNoImageModel() {
    visit.page.navigate(server.getURL().toString());
    assertThat(visit.page.locator("#model-shown")).hasText("tributary-chat-8m");
    assertThat(visit.page.locator("#model option")).hasCount(2);
    visit.page.getByText("Images", exactText()).click();
    assertThat(visit.page).hasURL(Pattern.compile("/images$"));
    assertThat(visit.page.locator("nav [aria-current]")).hasText("Images");
  }

  private void hold() {
    visit.draw("script: HELD");
    assertThat(visit.button("Cancel")).isVisible();
  }

  private void loseAnswer(Route route) {
    route.fetch();
    route.abort();
  }

  private void repair(Route route) {
    String repaired = route.request().postData().replace("script: NO_WORKER", "red");
    route.resume(new Route.ResumeOptions().setPostData(repaired));
  }

  private Locator progress() {
    return visit.card().locator("progress").first();
  }

  private static boolean isDrawnOn(Locator canvas) {
    return (Boolean) canvas.evaluate("canvas => canvas.width === 64 && canvas.height === 64");
  }

  private static Object rendering(Locator image) {
    return image.evaluate("image => getComputedStyle(image).imageRendering");
  }

  private static Locator.LocatorOptions text(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }

  private static Page.GetByTextOptions exactText() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
