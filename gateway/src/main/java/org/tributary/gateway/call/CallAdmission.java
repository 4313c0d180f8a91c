package org.tributary.gateway.call;

import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.ReserveOutcome;

/** Decides who pays for a call. */
public interface CallAdmission {

  /**
   * Who pays, and by what right.
   *
   * @throws ApiException 402 with terms where nothing was offered, 401 for an access key that
   *     nobody holds
   */
  Payer admit(Call call, Priced priced);

  /** What a caller is told whose payment does not cover its call. */
  ApiException refused(Call call, Priced priced, Payer payer, ReserveOutcome.Refused refused);

  /** What a caller is told whose request cannot be priced: {@code why}, or what calls cost. */
  ApiException notPriced(Call call, Product product, ApiException why);
}
