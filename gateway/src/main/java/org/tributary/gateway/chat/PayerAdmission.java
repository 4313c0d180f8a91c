package org.tributary.gateway.chat;

import org.tributary.gateway.account.Account;

/** Decides who pays for a call. */
interface PayerAdmission {

  /**
   * The account that pays.
   *
   * @throws org.tributary.gateway.error.ApiException 402 with terms where nothing was offered, 401
   *     for an access key that nobody holds
   */
  Account admit(ChatFlow.Call call);
}
