package org.tributary.gateway.chat;

import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.ReserveOutcome;

/** Decides who pays for a call. */
interface PayerAdmission {

  /**
   * Who pays, and by what right.
   *
   * @throws ApiException 402 with terms where nothing was offered, 401 for an access key that
   *     nobody holds
   */
  Payer admit(ChatFlow.Call call, QuotedRequest quoted);

  /** What a caller is told whose payment does not cover its call. */
  ApiException refused(
      ChatFlow.Call call, QuotedRequest quoted, Payer payer, ReserveOutcome.Refused refused);

  /** What a caller is told whose request cannot be priced: {@code why}, or what calls cost. */
  ApiException notPriced(ChatFlow.Call call, ApiException why);
}
