package org.tributary.gateway.x402;

import io.micronaut.http.HttpStatus;

/**
 * Everything that can be wrong with a payment: a stable code for people's programs, and the name
 * that x402's own clients know it by.
 */
enum PaymentFault {
  HEADER_TOO_LARGE(
      HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
      "payment_header_too_large",
      "invalid_payload",
      "The PAYMENT-SIGNATURE header is longer than any payment is."),
  MALFORMED(
      HttpStatus.BAD_REQUEST,
      "payment_malformed",
      "invalid_payload",
      "PAYMENT-SIGNATURE must be base64 of one x402 payment as JSON."),
  AMOUNT_OUT_OF_RANGE(
      HttpStatus.BAD_REQUEST,
      "payment_amount_out_of_range",
      "invalid_payload",
      "An amount of the payment is larger than any channel can hold."),
  VERSION_UNSUPPORTED(
      "payment_version_unsupported",
      "invalid_x402_version",
      "Only x402 version 2 is spoken here: send PAYMENT-SIGNATURE as the PAYMENT-REQUIRED header"
          + " says."),
  SCHEME_UNSUPPORTED(
      "payment_scheme_unsupported",
      "invalid_batch_settlement_evm_scheme",
      "Only the scheme batch-settlement is accepted, as the PAYMENT-REQUIRED header says."),
  NETWORK_MISMATCH(
      "payment_network_mismatch",
      "invalid_batch_settlement_evm_network_mismatch",
      "The payment is for another network than the PAYMENT-REQUIRED header names."),
  ASSET_MISMATCH(
      "payment_asset_mismatch",
      "invalid_batch_settlement_evm_token_mismatch",
      "The channel holds another erc20 than the PAYMENT-REQUIRED header names."),
  RECEIVER_MISMATCH(
      "payment_receiver_mismatch",
      "invalid_batch_settlement_evm_receiver_mismatch",
      "The channel's receiver is not the payTo of the PAYMENT-REQUIRED header."),
  AUTHORIZER_MISMATCH(
      "payment_authorizer_mismatch",
      "invalid_batch_settlement_evm_receiver_authorizer_mismatch",
      "The channel's receiverAuthorizer is not the one that the PAYMENT-REQUIRED header names."),
  DELAY_MISMATCH(
      "payment_withdraw_delay_mismatch",
      "invalid_batch_settlement_evm_withdraw_delay_mismatch",
      "The channel's withdrawDelay is not the one that the PAYMENT-REQUIRED header names."),
  PARTY_MISSING(
      "payment_party_missing",
      "invalid_batch_settlement_evm_authorizer_not_configured",
      "A channel names all its parties; a zero payerAuthorizer is not accepted."),
  CHANNEL_MISMATCH(
      "voucher_channel_mismatch",
      "invalid_batch_settlement_evm_channel_id_mismatch",
      "The voucher is for another channel than the one that channelConfig describes."),
  SIGNATURE_INVALID(
      "voucher_signature_invalid",
      "invalid_batch_settlement_evm_voucher_signature",
      "The voucher is not signed by the channel's payerAuthorizer for this chain."),
  VOUCHER_STALE(
      "voucher_stale",
      "invalid_batch_settlement_evm_cumulative_amount_mismatch",
      "The voucher does not reach over what the channel was charged, what is reserved on it, and"
          + " this call. The PAYMENT-REQUIRED header states where the channel is."),
  VOUCHER_USED(
      "voucher_used",
      "invalid_batch_settlement_evm_cumulative_amount_mismatch",
      "The voucher has paid for another call: each is good for one. The PAYMENT-REQUIRED header"
          + " states from where the next one counts."),
  CHANNEL_UNFUNDED(
      "channel_unfunded",
      "invalid_batch_settlement_evm_channel_not_found",
      "The chain shows no deposit on this channel: send one with the voucher."),
  BALANCE_TOO_SMALL(
      "insufficient_balance",
      "invalid_batch_settlement_evm_cumulative_exceeds_balance",
      "The channel holds less than this call may cost: send a deposit with the voucher, or lower"
          + " max_tokens."),
  CHANNEL_NOT_A_WALLETS(
      "wrong_authority",
      "invalid_batch_settlement_evm_channel_busy",
      "This channel is spent by an access key, not by vouchers."),
  TRANSFER_UNSUPPORTED(
      "deposit_transfer_unsupported",
      "invalid_batch_settlement_evm_erc3009_authorization_required",
      "A deposit comes by ERC-3009 authorization, signed by the channel's payer."),
  DEPOSIT_TOO_SMALL(
      "deposit_too_small",
      "invalid_batch_settlement_evm_deposit_below_min_deposit",
      "The deposit is smaller than minDeposit, or than the gas that bringing it would cost."),
  DEPOSIT_NOT_VALID_NOW(
      "deposit_not_valid_now",
      "invalid_batch_settlement_evm_payload_authorization_valid_before",
      "The deposit's authorization is not valid yet, or not for long enough any more."),
  DEPOSIT_SIGNATURE_INVALID(
      "deposit_signature_invalid",
      "invalid_batch_settlement_evm_receive_authorization_signature",
      "The deposit's authorization is not signed by the channel's payer."),
  DEPOSIT_FAILED(
      "deposit_failed",
      "invalid_batch_settlement_evm_deposit_transaction_failed",
      "The chain refused the deposit: does the payer hold so much, and is its authorization"
          + " unused?"),
  DEPOSIT_IN_PROGRESS(
      "deposit_in_progress",
      "invalid_batch_settlement_evm_channel_busy",
      "This deposit is on its way already. Send the same payment again in a moment."),
  CHANNEL_BUSY(
      "channel_busy",
      "invalid_batch_settlement_evm_channel_busy",
      "Calls, another refund or a settlement are under way. Ask again when they have ended."),
  REFUND_NO_BALANCE(
      "refund_no_balance",
      "invalid_batch_settlement_evm_refund_no_balance",
      "Nothing is left on this channel to give back."),
  REFUND_AMOUNT_INVALID(
      "refund_amount_invalid",
      "invalid_batch_settlement_evm_refund_amount_invalid",
      "A refund is for a positive amount in base units."),
  REFUND_TOO_SMALL(
      "refund_below_minimum",
      "invalid_batch_settlement_evm_refund_amount_invalid",
      "What is free is not worth the gas of giving it back. The payer can take it straight from the"
          + " contract."),
  TOO_MANY_MOVES(
      HttpStatus.TOO_MANY_REQUESTS,
      "move_limit_reached",
      "invalid_batch_settlement_evm_channel_busy",
      "This gateway has paid for enough deposits and refunds of this payer today. The contract"
          + " takes and gives without it."),
  REFUND_FAILED(
      "refund_failed",
      "invalid_batch_settlement_evm_refund_transaction_failed",
      "The chain refused the refund. Nothing was moved."),
  PAYLOAD_TYPE(
      "payment_type_unsupported",
      "invalid_batch_settlement_evm_payload_type",
      "A call is paid by a payload of type deposit or voucher; a GET of the same URL takes one of"
          + " type refund."),
  CHAIN_AWAY(
      HttpStatus.SERVICE_UNAVAILABLE,
      "chain_unavailable",
      "invalid_batch_settlement_evm_rpc_read_failed",
      "The chain cannot be asked at the moment. Try again.");

  private final HttpStatus status;
  private final String code;
  private final String x402Name;
  private final String message;

  PaymentFault(String code, String x402Name, String message) {
    this(HttpStatus.PAYMENT_REQUIRED, code, x402Name, message);
  }

  PaymentFault(HttpStatus status, String code, String x402Name, String message) {
    this.status = status;
    this.code = code;
    this.x402Name = x402Name;
    this.message = message;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  /** As x402's client knows it. */
  String x402Name() {
    return x402Name;
  }

  String message() {
    return message;
  }
}
