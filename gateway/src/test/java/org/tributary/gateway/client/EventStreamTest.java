package org.tributary.gateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.core.io.buffer.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

@Timeout(30)
class EventStreamTest {
  private final EventStream stream = new EventStream(Duration.ofSeconds(20));
  private final Reader reader = new Reader();

  /** A reader that checks the rules of reactive streams as it goes. */
  private static final class Reader implements Subscriber<ByteBuffer<?>> {
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger completed = new AtomicInteger();
    final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean inside = new AtomicBoolean();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    @Nullable Subscription subscription;
    int atOnce;

    @Override
    public void onSubscribe(Subscription s) {
      alone(() -> {
        subscription = s;
        if (atOnce > 0) {
          s.request(atOnce);
        }
        subscribed.countDown();
      });
    }

    @Override
    public void onNext(ByteBuffer<?> event) {
      alone(() -> {
        broken.compareAndSet(false, completed.get() > 0);
        events.add(event.toString(UTF_8));
      });
    }

    @Override
    public void onError(Throwable error) {
      failed.set(error);
    }

    @Override
    public void onComplete() {
      alone(completed::incrementAndGet);
    }

    private void alone(Runnable signal) {
      if (!inside.compareAndSet(false, true)) {
        broken.set(true);
      }
      signal.run();
      inside.set(false);
    }

    Subscription subscription() {
      return Objects.requireNonNull(subscription);
    }
  }

  @Test
  void send_waitsForTheReader() throws Exception {
    Thread writer = Thread.ofVirtual().start(() -> sendAll("a", "b"));
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    stream.subscribe(reader);
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    assertEquals(List.of(), reader.events);

    reader.subscription().request(1);
    await().until(() -> reader.events.size() == 1);
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    assertEquals(List.of("data: a\n\n"), reader.events);

    reader.subscription().request(1);
    writer.join();
    assertEquals(List.of("data: a\n\n", "data: b\n\n"), reader.events);
  }

  @Test
  void readerThatStalls_isTakenForGone() {
    EventStream impatient = new EventStream(Duration.ofMillis(20));
    impatient.subscribe(reader);

    assertThrows(ClientGone.class, () -> impatient.send("a"));
    reader.subscription().request(5);
    assertThrows(ClientGone.class, () -> impatient.send("b"));
    impatient.end();
    assertEquals(List.of(), reader.events);
    assertEquals(1, reader.completed.get());
  }

  @Test
  void cancel_wakesTheWriterAndTellsOnce() throws Exception {
    AtomicInteger told = new AtomicInteger();
    stream.onGone(told::incrementAndGet);
    stream.subscribe(reader);
    AtomicReference<@Nullable Exception> outcome = new AtomicReference<>();
    Thread writer = Thread.ofVirtual().start(() -> outcome.set(failureOf("a")));
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

    reader.subscription().cancel();
    reader.subscription().cancel();
    writer.join();
    assertInstanceOf(ClientGone.class, outcome.get());
    assertEquals(1, told.get());
  }

  @Test
  void cancel_letsNothingThrough() {
    stream.subscribe(reader);
    reader.subscription().request(10);
    reader.subscription().cancel();
    reader.subscription().request(10);

    assertThrows(ClientGone.class, () -> stream.send("a"));
    stream.end();
    assertEquals(List.of(), reader.events);
    assertEquals(0, reader.completed.get());
  }

  @Test
  void onGone_runsAtOnceForAReaderThatHasLeft() {
    stream.subscribe(reader);
    reader.subscription().cancel();
    AtomicInteger told = new AtomicInteger();
    stream.onGone(told::incrementAndGet);

    assertEquals(1, told.get());
  }

  @Test
  void end_completesOnceWithoutDemand() {
    stream.subscribe(reader);
    AtomicInteger told = new AtomicInteger();
    stream.onGone(told::incrementAndGet);
    stream.end();
    stream.end();
    reader.subscription().cancel();

    assertEquals(1, reader.completed.get());
    assertEquals(0, told.get());
    assertThrows(ClientGone.class, () -> stream.send("a"));
  }

  @Test
  void end_beforeTheReaderCame_completesIt() {
    stream.end();
    stream.subscribe(reader);

    assertEquals(1, reader.completed.get());
  }

  @Test
  void secondReader_isRefused() {
    stream.subscribe(reader);
    Reader second = new Reader();
    stream.subscribe(second);

    assertInstanceOf(IllegalStateException.class, second.failed.get());
    second.subscription().request(1);
    second.subscription().cancel();
    reader.subscription().request(1);
    sendAll("a");
    assertEquals(1, reader.events.size());
  }

  @Test
  void requestOfNothing_isTakenForGone() {
    stream.subscribe(reader);
    reader.subscription().request(0);

    assertThrows(ClientGone.class, () -> stream.send("a"));
  }

  @Test
  void demand_doesNotOverflow() {
    stream.subscribe(reader);
    reader.subscription().request(Long.MAX_VALUE);
    reader.subscription().request(Long.MAX_VALUE);
    sendAll("a", "b");

    assertEquals(2, reader.events.size());
  }

  @Test
  void manyRequestersAtOnce_getEachEventOnceAndInOrder() throws Exception {
    int events = 2_000;
    reader.atOnce = 1;
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              sendAll(
                  IntStream.range(0, events).mapToObj(Integer::toString).toArray(String[]::new));
              stream.end();
            });
    Thread subscriber = Thread.ofVirtual().start(() -> stream.subscribe(reader));
    reader.subscribed.await();
    List<Thread> requesters =
        IntStream.range(0, 8)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int n = 0; n < events / 8; n++) {
                        reader.subscription().request(1);
                      }
                    }))
            .toList();
    for (Thread requester : requesters) {
      requester.join();
    }
    writer.join();
    subscriber.join();

    assertEquals(
        IntStream.range(0, events).mapToObj(i -> "data: " + i + "\n\n").toList(), reader.events);
    assertEquals(1, reader.completed.get());
    assertFalse(reader.broken.get(), "signals overlapped, or came after the end");
  }

  @Test
  void cancelAmidManyWrites_letsTheWriterEnd() throws Exception {
    for (int round = 0; round < 200; round++) {
      EventStream each = new EventStream(Duration.ofSeconds(20));
      Reader leaving = new Reader();
      leaving.atOnce = 1_000_000;
      AtomicInteger told = new AtomicInteger();
      each.onGone(told::incrementAndGet);
      each.subscribe(leaving);
      AtomicReference<@Nullable Exception> outcome = new AtomicReference<>();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    each.send("x");
                  }
                } catch (ClientGone gone) {
                  outcome.set(gone);
                }
              });
      leaving.subscription().cancel();
      writer.join();

      assertTrue(outcome.get() instanceof ClientGone);
      assertEquals(1, told.get());
      assertFalse(leaving.broken.get());
    }
  }

  private void sendAll(String... events) {
    for (String event : events) {
      Exception failure = failureOf(event);
      if (failure != null) {
        throw new AssertionError(failure);
      }
    }
  }

  private @Nullable Exception failureOf(String event) {
    try {
      stream.send(event);
      return null;
    } catch (ClientGone gone) {
      return gone;
    }
  }
}
