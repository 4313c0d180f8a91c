package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.Priced;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.quote.MaxCost;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;

/** Understands what is asked for and prices it, before anything is done for it. */
@Singleton
final class ChatQuotes {
  private final ChatRequestReader reader;
  private final ModelOffers offers;
  private final PromptCounts prompts;
  private final ChatConfig config;

  ChatQuotes(
      ChatRequestReader reader, ModelOffers offers, PromptCounts prompts, ChatConfig config) {
    this.reader = reader;
    this.offers = offers;
    this.prompts = prompts;
    this.config = config;
  }

  /** Which models there are to be called. */
  interface ModelOffers {
    Optional<ModelOffer> modelByName(String name);
  }

  /** How large prompts are. */
  interface PromptCounts {
    PromptCount of(ModelOffer offer, List<ChatMessage> messages);
  }

  /** A request that can be served, by this model, for no more than this. */
  record QuotedRequest(ChatRequest request, ModelOffer offer, ChatQuote quote) {
    Priced priced() {
      return new Priced(ChatPricing.PRODUCT, offer, quote.ceiling(), quote.mostModelTokens());
    }

    /**
     * Refuses the request where it may cost more than its caller allows.
     *
     * @param header what the caller's header allows; the body may say so too
     */
    void requireWithin(@Nullable String header) {
      MaxCost.of(request.extension().maxCost(), header)
          .ifPresent(most ->
              most.requireFor(quote.ceiling(), quote.prompt().modelTokens(), offer.prices()));
    }
  }

  /**
   * Quotes the request in {@code body}.
   *
   * @throws org.tributary.gateway.error.ApiException when it is malformed, for an unknown model, or
   *     beyond any price
   */
  QuotedRequest quote(byte[] body) {
    ChatRequest request = reader.read(body);
    String model = Objects.requireNonNull(request.model());
    ModelOffer offer =
        offers.modelByName(model).orElseThrow(() -> CallRefusals.unknownModel(model));
    if (offer.drawsImages()) {
      throw CallRefusals.badRequest(
          "wrong_model_kind",
          "model",
          "'" + model + "' draws images: POST /v1/images/generations asks it for them.");
    }
    PromptCount prompt = prompts.of(offer, Objects.requireNonNull(request.messages()));
    return new QuotedRequest(request, offer, ChatQuote.of(request, prompt, offer.prices(), config));
  }
}
