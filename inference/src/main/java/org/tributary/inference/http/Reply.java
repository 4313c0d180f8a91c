package org.tributary.inference.http;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What has become of a request that an engine took.
 *
 * @param streams whether its parts are sent as they come
 * @param parts what the engine tells of it; for one subscriber
 * @param events what a stream shows of a part
 * @param whole what is sent when all parts are there
 * @param cancel frees the engine of it
 */
record Reply<T>(
    boolean streams,
    Flux<T> parts,
    Function<T, List<Object>> events,
    Function<Flux<T>, Mono<Object>> whole,
    Runnable cancel) {

  Reply<T> with(Function<Throwable, Throwable> failure) {
    return new Reply<>(streams, parts.onErrorMap(failure::apply), events, whole, cancel);
  }
}
