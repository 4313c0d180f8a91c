package org.tributary.webapp.browser;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page's modules one by one, in the browser that runs them: money, the stream's parser, prose.
 */
@MicronautTest
class AssetModulesIT {
  private static final String HOSTILE = "<>&\"'`*#-~_[]()!:=/\\ \n\tabc1.img onerror";
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private final EmbeddedServer server;
  private BrowserContext visitor;
  private Page page;

  AssetModulesIT(EmbeddedServer server) {
    this.server = server;
  }

  @BeforeEach
  void open() {
    visitor = CHROMIUM.browser().newContext();
    page = visitor.newPage();
    page.navigate(server.getURL().toString());
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  @Test
  void decimal_isExactForAmountsOfAnySize() {
    Random random = new Random(7);
    List<String> amounts =
        IntStream.range(0, 300).mapToObj(i -> new BigInteger(i / 2, random).toString()).toList();
    List<String> expected =
        amounts.stream()
            .map(amount -> new BigDecimal(new BigInteger(amount), 12).toPlainString())
            .toList();
    assertEquals(
        expected, run("money", "amounts => amounts.map(one => money.decimal(one, 12))", amounts));
  }

  @ParameterizedTest
  @CsvSource({
    "41, 6, 0.000041, 0.000041",
    "250000, 6, 0.250000, 0.25",
    "1000000, 6, 1.000000, 1",
    "0, 6, 0.000000, 0",
    "-5, 6, -0.000005, -0.000005",
    "100, 0, 100, 100"
  })
  void decimal_andPlain(String amount, int decimals, String decimal, String plain) {
    String both =
        "([amount, decimals]) => [money.decimal(amount, decimals), money.plain(amount, decimals)]";
    assertEquals(List.of(decimal, plain), run("money", both, List.of(amount, decimals)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 33.33 %",
    "3, 3, 100.00 %",
    "0, 3, 0.00 %",
    "1, 1000000000000000000, < 0.01 %",
    "0, 0, 0.00 %"
  })
  void percent_roundsDown(String part, String whole, String text) {
    assertEquals(
        text, run("money", "([part, whole]) => money.percent(part, whole)", List.of(part, whole)));
  }

  @Test
  void emphasised_keepsEveryDigit() {
    assertEquals(
        List.of("0.00000", "205", "0000"),
        run("money", "text => Object.values(money.emphasised(text))", "0.000002050000"));
  }

  @Test
  void serverEvents_areTheSameHoweverTheBytesAreCut() {
    String stream =
        ": a comment\r\ndata: first\r\ndata: half\r\n\r\nevent: error\ndata:two\ndata:  lines €😀\n\nid: 7\ndata\n\rdata: last\r\rdata: never ended";
    String everyCut =
        """
        async text => {
          const bytes = new TextEncoder().encode(text);
          const read = async cuts => {
            const body = new ReadableStream({start(to) {
              cuts.forEach((cut, i) => to.enqueue(bytes.slice(cut, cuts[i + 1])));
              to.close();
            }});
            const events = [];
            for await (const event of stream.serverEvents(body)) events.push(event.name + "|" + event.data);
            return events.join(" / ");
          };
          const seen = new Set([await read([...bytes.keys()])]);
          for (let cut = 0; cut < bytes.length; cut++) seen.add(await read([0, cut]));
          return [...seen];
        }
        """;
    assertEquals(
        List.of("message|first\nhalf / error|two\n lines €😀 / message| / message|last"),
        run("stream", everyCut, stream));
  }

  @Test
  void serverEvents_refuseAnEndlessLine() {
    String endless =
        """
        async () => {
          const body = new ReadableStream({pull(to) { to.enqueue(new Uint8Array(1 << 16).fill(97)); }});
          try {
            for await (const event of stream.serverEvents(body)) return "read";
          } catch (error) {
            return error.message;
          }
        }
        """;
    assertEquals(
        "The answer's stream holds an event that is too large.", run("stream", endless, null));
  }

  /**
   * Whatever a model says, only harmless elements come of it, and no character but markup is lost.
   */
  @Test
  void showProse_makesOnlyHarmlessElementsOfAnyText() {
    Random random = new Random(11);
    List<String> texts = IntStream.range(0, 2000).mapToObj(i -> hostile(random)).toList();
    String violations =
        """
        texts => texts.filter(text => {
          const place = document.createElement("div");
          chat_prose.showProse(place, text);
          const bare = from => from.replace(/[^<>&"'()=:a-z]/g, "");
          const harmless = [...place.querySelectorAll("*")].every(one =>
            ["P", "BR", "UL", "OL", "LI", "PRE", "CODE", "STRONG", "EM"].includes(one.tagName) &&
            one.getAttributeNames().every(name => ["tabindex", "role", "aria-label"].includes(name)));
          return !harmless || (!/[`~]/.test(text) && bare(place.textContent) !== bare(text));
        })
        """;
    assertEquals(List.of(), run("chat/prose", violations, texts));
  }

  @Test
  void policy_refusesMarkupFromTextEverywhere() {
    String outcome =
        "() => { try { document.body.innerHTML = '<p>'; return 'made'; } catch (e) { return e.name; } }";
    assertEquals("TypeError", page.evaluate(outcome));
  }

  /** The node's answers were recorded from a chain on which the receipt is settled. */
  @Test
  void verifyReceipt_findsTheChainsWordAndWhateverWasChanged() throws IOException {
    String recorded = resource("/receipt/settled.json");
    String verify =
        """
        async ([recorded, path, value]) => {
          const {answer, calls} = JSON.parse(recorded);
          const names = path.split("/");
          const last = names.pop();
          if (last) names.reduce((at, name) => at[name], answer)[last] = JSON.parse(value);
          const node = async (to, data) => calls[to.toLowerCase() + " " + data] ?? "0x" + "0".repeat(64);
          const found = await receipt_verify.verifyReceipt(answer, node);
          return found.filter(one => one.outcome !== "holds").map(one => one.check + " " + one.outcome).join(", ");
        }
        """;
    assertEquals("", run("receipt/verify", verify, List.of(recorded, "", "")));
    Map<String, List<String>> changes =
        Map.of(
            "signature fails", List.of("signed/signature", "\"0x" + "11".repeat(64) + "1b\""),
            "arithmetic fails", List.of("signed/receipt/to", "\"999999\""),
            "terms fails", List.of("signed/receipt/termsVersion", "\"7\""),
            "split fails", List.of("signed/receipt/split/1/payee", "\"0x" + "9".repeat(40) + "\""),
            "inclusion fails", List.of("inclusion/index", "\"7\""),
            "inclusion open", List.of("inclusion", "null"));
    changes.forEach((found, change) -> {
      Object said =
          run("receipt/verify", verify, List.of(recorded, change.getFirst(), change.getLast()));
      assertTrue(String.valueOf(said).contains(found), found + ": " + said);
    });
  }

  @Test
  void vocabulary_piecesAreTheTextWhateverItHolds() {
    Random random = new Random(11);
    List<String> texts =
        IntStream.range(0, 300).mapToObj(i -> hostile(random) + " red-cat's Été").toList();
    String rebuild =
        """
        texts => {
          const known = new images_vocabulary.Vocabulary({words: ["red", "cat", "s", "été"]});
          return texts.map(text => {
            const pieces = known.pieces(text);
            const last = pieces.filter(piece => piece.word).slice(-2);
            return pieces.map(piece => piece.text).join("") === text && last.every(piece => piece.known);
          });
        }
        """;
    assertEquals(
        texts.stream().map(text -> true).toList(), run("images/vocabulary", rebuild, texts));
  }

  @ParameterizedTest
  @CsvSource({"aple, apple", "Drgaon, dragon", "catt, cat", "spaceship, none", "xx, none"})
  void vocabulary_nearestIsASlipOrNothing(String word, String near) {
    String nearest =
        "word => new images_vocabulary.Vocabulary({words: ['cat', 'apple', 'dragon']}).nearest(word)"
            + " ?? 'none'";
    assertEquals(near, run("images/vocabulary", nearest, word));
  }

  @Test
  void job_refusesPicturesThatWereNotAskedFor() {
    String take =
        """
        indexes => indexes.map(index => {
          const job = images_job.newJob({n: 1, steps: 5}, {});
          try {
            images_job.takeEvent(job, {type: "image_generation.progress", index, step: 1, steps: 5});
            return job.images.length;
          } catch {
            return "refused";
          }
        })
        """;
    assertEquals(
        List.of(1, 10, "refused", "refused", "refused"),
        run("images/job", take, List.of(0, 9, 10, -1, 0.5)));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images/files/HASH.png, true",
    "https://elsewhere.example/v1/images/files/HASH.png, true",
    "/v1/images/files/../HASH.png, false",
    "javascript:alert(1), false",
    "//elsewhere.example/x.png, false",
    "/v1/accounts/me, false"
  })
  void filePath_isOfThisGatewaysFilesOnly(String url, boolean isFile) {
    String hash = "0a".repeat(32);
    String path = isFile ? "/v1/images/files/" + hash + ".png" : "none";
    assertEquals(
        path,
        run("images/api", "url => images_api.filePath(url) ?? 'none'", url.replace("HASH", hash)));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = requireNonNull(AssetModulesIT.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(80); length > 0; length--) {
      text.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
    }
    return text.toString();
  }

  /** Calls a function in the page with one module in scope under its name. */
  private @Nullable Object run(String module, String function, @Nullable Object argument) {
    String name = module.replace('/', '_');
    return page.evaluate(
        "async ({argument}) => { const %s = await import('/assets/%s.js'); return (%s)(argument); }"
            .formatted(name, module, function),
        argument == null ? Map.of("argument", "") : Map.of("argument", argument));
  }
}
