package org.tributary.gateway.payment;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.tributary.contracts.receipt.Split;

/** What a model costs, in base units of the erc20 per million model-tokens. */
public record PriceList(
    @JsonFormat(shape = JsonFormat.Shape.STRING) long prompt,
    @JsonFormat(shape = JsonFormat.Shape.STRING) long completion) {

  public static final long PER = 1_000_000;

  public PriceList {
    if (prompt < 0
        || completion < 0
        || prompt > Split.MAX_CHARGE
        || completion > Split.MAX_CHARGE) {
      throw new IllegalArgumentException("a price is 0 to " + Split.MAX_CHARGE + " base units");
    }
  }

  /** In whole base units, rounded up once per call; throws ArithmeticException above a long. */
  public long price(Usage usage) {
    long whole =
        Math.addExact(
            Math.multiplyExact(prompt, usage.promptTokens()),
            Math.multiplyExact(completion, usage.completionTokens()));
    return Math.ceilDiv(whole, PER);
  }
}
