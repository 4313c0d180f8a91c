package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.Set;
import org.tributary.gateway.call.Product;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.quote.PricedEndpoint;
import org.tributary.gateway.quote.Quote;

/** Chat completions as something to be quoted. */
@Singleton
final class ChatPricing implements PricedEndpoint {
  static final Product PRODUCT = new Product("Chat completion", "max_tokens");

  private final ChatQuotes quotes;

  ChatPricing(ChatQuotes quotes) {
    this.quotes = quotes;
  }

  @Override
  public String path() {
    return ChatController.PATH;
  }

  @Override
  public boolean recognises(Set<String> fields) {
    return fields.contains("messages");
  }

  @Override
  public Quote quote(byte[] body) {
    QuotedRequest quoted = quotes.quote(body);
    ChatQuote quote = quoted.quote();
    return new Quote(
        quoted.offer(),
        quote.ceiling(),
        new Quote.Text(quote.prompt(), quote.maxAnswer(), quote.limit()));
  }
}
