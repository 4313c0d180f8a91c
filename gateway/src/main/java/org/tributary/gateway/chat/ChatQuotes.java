package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.models.openai.ChatRequest;

/** Understands what is asked for and prices it, before anything is done for it. */
@Singleton
final class ChatQuotes {
  private final ChatRequestReader reader;
  private final ModelOffers offers;
  private final ChatConfig config;

  ChatQuotes(ChatRequestReader reader, ModelOffers offers, ChatConfig config) {
    this.reader = reader;
    this.offers = offers;
    this.config = config;
  }

  /** Which models there are to be called. */
  interface ModelOffers {
    Optional<ModelOffer> modelByName(String name);
  }

  /** A request that can be served, by this model, for no more than this. */
  record QuotedRequest(ChatRequest request, ModelOffer offer, ChatQuote quote) {}

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
        offers.modelByName(model).orElseThrow(() -> ChatRefusals.unknownModel(model));
    return new QuotedRequest(request, offer, ChatQuote.of(request, offer.prices(), config));
  }
}
