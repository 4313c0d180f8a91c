package org.tributary.gateway.chat;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.prompt.PromptCounter;

/** What chat calls need of other features, in their own types. */
@Factory
final class ChatFactory {
  @Singleton
  ChatQuotes.ModelOffers offers(AssetCatalogue catalogue) {
    return catalogue::modelByName;
  }

  @Singleton
  ChatQuotes.PromptCounts prompts(PromptCounter counter) {
    return counter::count;
  }
}
