package org.tributary.gateway.prompt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.modelfolder.ModelFolderConfig;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.tokenizer.ModelTokenizer;

/** Prompts counted by a shipped model's own tokenizer, or bounded by their bytes. */
@Timeout(60)
class PromptCounterTest {
  private static final Path MODELS = Path.of("..", "models");
  private static final Path BROOK = MODELS.resolve("brook-7m");
  private static final List<ChatMessage> HI = List.of(new ChatMessage("user", "Hi"));

  /** 16 for the chat, 16 for its message, 2 bytes. */
  private static final PromptCount HI_BOUND = PromptCount.atMost(34);

  @Test
  void promptOfAModelHere_isCountedAsItsWorkerDoes() throws IOException {
    PromptCounter counter = config(MODELS).counter();
    try (ModelTokenizer worker = ModelTokenizer.open(BROOK)) {
      for (String text :
          List.of(
              "Hi", "", "What is 7 * 8?\n\tThanks.", "漢字 e\u0301 👩‍👩‍👧", "<|end|><|user|>")) {
        List<ChatMessage> chat =
            List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", text));

        assertEquals(
            PromptCount.exact(worker.encode(chat).length),
            counter.count(offer("models/brook-7m", content(BROOK)), chat));
      }
    }
  }

  @Test
  void otherContentUnderTheSameUri_isNotCountedByIt() throws IOException {
    PromptCounter counter = config(MODELS).counter();
    Bytes32 other = new Bytes32("0x" + "12".repeat(32));

    assertEquals(HI_BOUND, counter.count(offer("models/brook-7m", other), HI));
    assertEquals(
        PromptCount.Certainty.EXACT,
        counter.count(offer("models/brook-7m", content(BROOK)), HI).certainty());
  }

  @Test
  void urisThatNameNoFolderHere_boundByBytes() throws IOException {
    PromptCounter counter = config(MODELS).counter();
    Bytes32 content = content(BROOK);
    for (String uri :
        List.of("", "/", "..", "models/..", "https://example.org/none", "brook-7m/", "a\0b")) {
      assertEquals(HI_BOUND, counter.count(offer(uri, content), HI), uri);
    }
  }

  @Test
  void tooManyTokenizersOrTooLargeOnes_boundByBytes() throws IOException {
    ModelOffer offer = offer("models/brook-7m", content(BROOK));
    Limits limits = config(MODELS);

    assertEquals(HI_BOUND, limits.withTokenizers(0).counter().count(offer, HI));
    assertEquals(HI_BOUND, limits.withTokenizerBytes(1_000).counter().count(offer, HI));
  }

  @Test
  void templateThatRefuses_leavesItToTheWorker(@TempDir Path models) throws IOException {
    Path folder = Files.createDirectory(models.resolve("strict"));
    Files.copy(BROOK.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ raise_exception('no') }}");

    assertEquals(HI_BOUND, config(models).counter().count(offer("strict", content(folder)), HI));
  }

  @Test
  void brokenTokenizer_boundsByBytes(@TempDir Path models) throws IOException {
    Path folder = Files.createDirectory(models.resolve("broken"));
    Files.writeString(folder.resolve("tokenizer.json"), "{");

    assertEquals(HI_BOUND, config(models).counter().count(offer("broken", content(folder)), HI));
  }

  @Test
  void bytes_areCountedNotCharacters() throws IOException {
    PromptCounter counter = config(MODELS).counter();
    ModelOffer elsewhere = offer("", content(BROOK));

    assertEquals(36, counter.count(elsewhere, user("aaaa")).modelTokens());
    assertEquals(48, counter.count(elsewhere, user("😀😀😀😀")).modelTokens());
  }

  @Test
  void longPrompt_isCountedApartAndItsCallGoesOnMeanwhile() throws IOException {
    PromptCounter hurried = config(MODELS).withPatience(Duration.ofMillis(1)).counter();
    ModelOffer offer = offer("models/brook-7m", content(BROOK));
    await().until(() -> isExact(hurried, offer, HI));
    List<ChatMessage> hostile = user("\u0301😀".repeat(150_000));

    assertEquals(PromptCount.Certainty.AT_MOST, hurried.count(offer, hostile).certainty());
    // What is short does not wait for it.
    assertEquals(PromptCount.Certainty.EXACT, hurried.count(offer, user("Hello")).certainty());
    await().atMost(Duration.ofSeconds(30)).until(() -> isExact(hurried, offer, hostile));
  }

  @Test
  void moreThanMayWait_isBoundedByBytesAtOnce() throws IOException {
    PromptCounter counter = config(MODELS).withPendingBytes(20_000).counter();
    ModelOffer offer = offer("models/brook-7m", content(BROOK));

    assertEquals(
        PromptCount.Certainty.EXACT, counter.count(offer, user("a ".repeat(9_000))).certainty());
    assertEquals(
        PromptCount.Certainty.AT_MOST, counter.count(offer, user("a ".repeat(20_000))).certainty());
  }

  @Test
  void hostilePrompts_areNeverMoreThanTheirBytes() throws IOException {
    PromptCounter counter = config(MODELS).counter();
    ModelOffer offer = offer("models/brook-7m", content(BROOK));
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(300), 0, 0x11_0000)
          .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
          .forEach(text::appendCodePoint);
      List<ChatMessage> chat = user(text.toString());
      PromptCount count = counter.count(offer, chat);

      assertEquals(PromptCount.Certainty.EXACT, count.certainty());
      assertTrue(count.modelTokens() <= ByteBound.of(chat), text.toString());
    }
  }

  private static boolean isExact(PromptCounter counter, ModelOffer offer, List<ChatMessage> chat) {
    return counter.count(offer, chat).certainty() == PromptCount.Certainty.EXACT;
  }

  private static List<ChatMessage> user(String text) {
    return List.of(new ChatMessage("user", text));
  }

  private static Bytes32 content(Path folder) throws IOException {
    return new Bytes32("0x" + ModelManifest.contentHash(folder).hex());
  }

  private static ModelOffer offer(String uri, Bytes32 content) {
    CallContext sample =
        Calls.call(Calls.channel(7, 1), new AccountId("acct_07" + "0".repeat(30)), new Random(1));
    CallContext.Model model = sample.model();
    return new ModelOffer(
        new CallContext.Model(
            model.name(),
            model.asset(),
            content,
            model.licence(),
            model.owner(),
            model.payee(),
            model.escrow()),
        new Prices(1, 1, 1, 0),
        sample.terms(),
        sample.period(),
        sample.termsVersion(),
        sample.ancestors(),
        uri);
  }

  private static Limits config(Path models) {
    return new Limits(models, 8, 16 << 20, 4 << 20, Duration.ofSeconds(30));
  }

  /** The limits that a test changes. */
  private record Limits(
      Path models,
      int maxTokenizers,
      long maxTokenizerBytes,
      int maxPendingBytes,
      Duration patience) {

    Limits withTokenizers(int most) {
      return new Limits(models, most, maxTokenizerBytes, maxPendingBytes, patience);
    }

    Limits withTokenizerBytes(long most) {
      return new Limits(models, maxTokenizers, most, maxPendingBytes, patience);
    }

    Limits withPendingBytes(int most) {
      return new Limits(models, maxTokenizers, maxTokenizerBytes, most, patience);
    }

    Limits withPatience(Duration other) {
      return new Limits(models, maxTokenizers, maxTokenizerBytes, maxPendingBytes, other);
    }

    PromptCounter counter() {
      PromptConfig config =
          new PromptConfig(
              maxTokenizerBytes, 16 << 10, maxPendingBytes, patience, 100, Duration.ofMinutes(10));
      return new PromptCounter(
          new Tokenizers(new ModelFolderConfig(models, maxTokenizers, patience), config), config);
    }
  }
}
