package org.tributary.inference.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.engine.GenerationListener.Piece;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.inference.sampling.Sampler;
import org.tributary.inference.waiting.Waiting;
import org.tributary.models.tokenizer.ModelTokenizer;
import org.tributary.models.tokenizer.TextStream;

/** One answer in progress; the engine's thread alone moves it on. */
public final class Generation implements Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
  private final GenerationRequest request;
  private final GenerationListener listener;
  private final TextStream text;
  private final Sampler sampler;
  private final Set<Integer> endIds;
  private final EngineMetrics.Answer metrics;
  private volatile boolean cancelled;
  private boolean over;
  private int answered;
  private long lastId;

  Generation(
      GenerationRequest request,
      GenerationListener listener,
      ModelTokenizer tokenizer,
      int vocabulary,
      Set<Integer> endIds,
      EngineMetrics.Answer metrics) {
    this.request = request;
    this.listener = listener;
    this.endIds = endIds;
    this.metrics = metrics;
    this.text = new TextStream(tokenizer, request.stops());
    this.sampler = new Sampler(request.sampling(), request.promptIds(), vocabulary);
    for (long id : request.resumeIds()) {
      sampler.add(id);
      text.add(id);
    }
    if (text.stopped() || Arrays.stream(request.resumeIds()).anyMatch(this::ends)) {
      throw new IllegalArgumentException("the answer to resume has already ended");
    }
    this.answered = request.resumeIds().length;
  }

  /**
   * Frees the answer's slot before the engine's next step; the listener hears nothing more, but for
   * what is being told just now.
   */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  GenerationRequest request() {
    return request;
  }

  @Override
  public String client() {
    return request.client();
  }

  long lastId() {
    return lastId;
  }

  /** Where the last model-token, not yet in the cache, belongs. */
  int position() {
    return request.promptIds().length + answered - 1;
  }

  private boolean ends(long id) {
    return endIds.contains((int) id);
  }

  /**
   * Chooses the next model-token from the logits at {@code offset} and tells the listener.
   *
   * @param positions the slot's length
   * @return whether the answer goes on
   */
  boolean accept(float[] logits, int offset, Sampler.Workspace workspace, int positions) {
    if (cancelled) {
      metrics.cancelled();
      return false;
    }
    int id = sampler.choose(logits, offset, position() + 1, workspace);
    List<LogProbs> logProbs =
        request.logProbs() < 0
            ? List.of()
            : List.of(LogProbs.of(logits, offset, id, request.logProbs(), workspace));
    sampler.add(id);
    lastId = id;
    answered++;
    metrics.modelToken();
    if (ends(id)) {
      return end(FinishReason.STOP, text.finish(), logProbs);
    }
    String more = text.add(id);
    if (text.stopped()) {
      return end(FinishReason.STOP, more, logProbs);
    }
    if (answered >= request.maxAnswer() || position() + 1 >= positions) {
      return end(FinishReason.LENGTH, more + text.finish(), logProbs);
    }
    listener.onPiece(new Piece(id, more, logProbs, answered));
    return true;
  }

  private boolean end(FinishReason reason, String rest, List<LogProbs> logProbs) {
    over = true;
    metrics.finished(reason);
    listener.onEnd(reason, new Piece(lastId, rest, logProbs, answered));
    return false;
  }

  /** It has a slot now. */
  void begin() {
    metrics.begun();
  }

  /** Tells the listener, unless it has heard of the end or left; its failure harms nobody else. */
  void fail(RuntimeException failure) {
    if (over) {
      return;
    }
    over = true;
    if (cancelled) {
      metrics.cancelled();
      return;
    }
    metrics.failed();
    try {
      listener.onFailure(failure);
    } catch (RuntimeException e) {
      LOG.error("a listener failed when told of a failure", e);
    }
  }
}
