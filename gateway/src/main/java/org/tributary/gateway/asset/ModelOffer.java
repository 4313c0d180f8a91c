package org.tributary.gateway.asset;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.gateway.payment.CallContext;

/**
 * All that a call needs to know of a model before it starts: its price, and who is owed.
 *
 * @param period of the registry that payees and terms are of
 * @param termsVersion of the model
 * @param uri where its files are said to be; anyone may say anything
 */
public record ModelOffer(
    CallContext.Model model,
    Prices prices,
    Split.Terms terms,
    long period,
    int termsVersion,
    List<CallContext.Ancestor> ancestors,
    String uri) {

  public ModelOffer {
    ancestors = List.copyOf(ancestors);
  }

  public String name() {
    return model.name();
  }

  /** Only workers that serve exactly this content answer for the model. */
  public Bytes32 contentHash() {
    return model.contentHash();
  }

  /** Whether it draws images: its owner prices their pixels. */
  public boolean drawsImages() {
    return prices.pixels() > 0;
  }
}
