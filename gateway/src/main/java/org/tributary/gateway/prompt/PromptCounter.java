package org.tributary.gateway.prompt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * Counts the model-tokens of a prompt by the model's own tokenizer and chat template, or else
 * bounds them by its bytes.
 *
 * <p>The native tokenizer holds its thread and cannot be stopped: a long prompt has a thread apart,
 * so that it never takes the ones that all calls run on.
 */
@Singleton
public final class PromptCounter implements AutoCloseable {
  private final Tokenizers tokenizers;
  private final PromptConfig config;
  private final Cache<PromptKey, Long> counted;
  private final Semaphore pendingBytes;
  private final ExecutorService longPrompts =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("long-prompts").factory());

  PromptCounter(Tokenizers tokenizers, PromptConfig config) {
    this.tokenizers = tokenizers;
    this.config = config;
    this.pendingBytes = new Semaphore(config.maxPendingBytes());
    this.counted =
        Caffeine.newBuilder()
            .maximumSize(config.maxRemembered())
            .expireAfterWrite(config.rememberFor())
            .ticker(Ticker.systemTicker())
            .build();
  }

  /** The prompt of a chat that keeps the rules; waits at most the configured patience, twice. */
  public PromptCount count(ModelOffer offer, List<ChatMessage> messages) {
    return tokenizers
        .of(offer.uri(), offer.contentHash())
        .map(tokenizer -> count(offer.contentHash(), tokenizer, messages))
        .filter(OptionalLong::isPresent)
        .map(count -> PromptCount.exact(count.getAsLong()))
        .orElseGet(() -> PromptCount.atMost(ByteBound.of(messages)));
  }

  private OptionalLong count(Bytes32 model, ModelTokenizer tokenizer, List<ChatMessage> messages) {
    PromptKey key = PromptKey.of(model, messages);
    Long known = counted.getIfPresent(key);
    if (known != null) {
      return OptionalLong.of(known);
    }
    long bytes = ByteBound.of(messages);
    return bytes <= config.smallBytes()
        ? encode(tokenizer, messages, key)
        : encodeApart(tokenizer, messages, key, (int) bytes);
  }

  private OptionalLong encode(ModelTokenizer tokenizer, List<ChatMessage> messages, PromptKey key) {
    try {
      long count = tokenizer.encode(messages).length;
      counted.put(key, count);
      return OptionalLong.of(count);
    } catch (RuntimeException refused) {
      // Whether a chat is refused is the worker's to say: its engine may know more templates.
      return OptionalLong.empty();
    }
  }

  private OptionalLong encodeApart(
      ModelTokenizer tokenizer, List<ChatMessage> messages, PromptKey key, int bytes) {
    if (!pendingBytes.tryAcquire(bytes)) {
      return OptionalLong.empty();
    }
    CompletableFuture<OptionalLong> count =
        CompletableFuture.supplyAsync(() -> encode(tokenizer, messages, key), longPrompts)
            .whenComplete((done, failure) -> pendingBytes.release(bytes));
    try {
      return count.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException busy) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  @PreDestroy
  public void close() {
    longPrompts.shutdownNow();
  }
}
