package org.tributary.gateway.e2e;

import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A streamed answer that is read by a thread of its own until it breaks. */
final class BrokenStream {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final List<Long> times = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable String id;
  private volatile boolean whole;

  static BrokenStream start(OpenAIClient client, ChatCompletionCreateParams question) {
    BrokenStream stream = new BrokenStream();
    Thread.ofPlatform().daemon().start(() -> stream.read(client, question));
    return stream;
  }

  private void read(OpenAIClient client, ChatCompletionCreateParams question) {
    try (StreamResponse<ChatCompletionChunk> answer =
        client.chat().completions().createStreaming(question)) {
      for (Iterator<ChatCompletionChunk> i = answer.stream().iterator(); i.hasNext(); ) {
        id = i.next().id();
        times.add(System.nanoTime());
      }
      whole = true;
    } catch (RuntimeException broken) {
      // What the test is about.
    } finally {
      ended.countDown();
    }
  }

  /** Waits until the first and the latest event lie {@code time} apart. */
  void awaitDelivering(Duration time) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            !times.isEmpty() && times.getLast() - times.getFirst() >= time.toNanos()
                || ended.getCount() == 0);
  }

  void awaitBroken() throws InterruptedException {
    if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || whole) {
      throw new AssertionError(
          whole ? "the answer ended before the kill" : "the stream outlived its gateway");
    }
  }

  String id() {
    String known = id;
    if (known == null) {
      throw new AssertionError("nothing was delivered");
    }
    return known;
  }

  /** Events that had arrived by {@code nanoTime}. */
  int deliveredUntil(long nanoTime) {
    return (int) times.stream().filter(t -> t <= nanoTime).count();
  }
}
