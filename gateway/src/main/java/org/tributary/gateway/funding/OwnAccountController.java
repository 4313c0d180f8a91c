package org.tributary.gateway.funding;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositPermit;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.ChannelConfigView;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.SignedAuthorization;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.signin.Sessions;

/** An account of one's own: what to sign to fund it, and what came of that. */
@Controller("/v1/accounts")
@ExecuteOn(TaskExecutors.BLOCKING)
class OwnAccountController {

  private final Sessions sessions;
  private final OwnAccounts accounts;
  private final DepositForms forms;
  private final AccountDeposits deposits;
  private final Channels channels;
  private final ChannelTerms terms;

  OwnAccountController(
      Sessions sessions,
      OwnAccounts accounts,
      DepositForms forms,
      AccountDeposits deposits,
      Channels channels,
      ChannelTerms terms) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.forms = forms;
    this.deposits = deposits;
    this.channels = channels;
    this.terms = terms;
  }

  /** {@code amount} is what will be deposited, in base units; the minimum if absent. */
  record OpenRequest(@Nullable String amount) {}

  /**
   * {@code account} is null until a first deposit; {@code erc3009} is to be signed, or {@code
   * permit}, which is null where permits cannot be collected.
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record OpenView(
      @Nullable AccountId account,
      ChannelId channelId,
      ChannelConfigView channel,
      String minDeposit,
      DepositForms.Erc3009Form erc3009,
      DepositForms.@Nullable PermitForm permit) {}

  /** One of the two. */
  record DepositRequest(@Nullable Erc3009Deposit erc3009, @Nullable PermitDeposit permit) {}

  /** Numbers are decimal text, as the form had them. */
  record Erc3009Deposit(
      @Nullable String amount,
      @Nullable String validAfter,
      @Nullable String validBefore,
      @Nullable String salt,
      @Nullable Signature signature) {}

  /** Numbers are decimal text, as the form had them. */
  record PermitDeposit(
      @Nullable String amount,
      @Nullable String deadline,
      @Nullable String salt,
      @Nullable String nonce,
      @Nullable Signature signature) {}

  /** {@code accessKey} is shown once, by the deposit that opens the account. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record DepositView(
      @Nullable AccountId account,
      ChannelId channelId,
      String balance,
      String available,
      @Nullable Bytes32 transaction,
      @Nullable String accessKey) {}

  @Post
  OpenView open(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Nullable @Body OpenRequest body) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    BigInteger minimum = BigInteger.valueOf(terms.minDeposit());
    BigInteger amount =
        body == null || body.amount() == null ? minimum : Fields.amount(body.amount(), "amount");
    if (amount.compareTo(minimum) < 0) {
      throw Fields.refused(
          "deposit_below_minimum", "amount", "A deposit is at least " + minimum + " base units.");
    }
    return new OpenView(
        accounts.find(channel).map(Account::id).orElse(null),
        channel.id(),
        ChannelConfigView.of(channel.config()),
        minimum.toString(),
        forms.erc3009(channel, amount),
        forms.permit(channel, amount).orElse(null));
  }

  /** The account as the chain and the ledger have it now: deposits made elsewhere count too. */
  @Get("/own")
  DepositView show(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    return view(channel, null, deposits.takeOverIfFunded(channel));
  }

  /** {@code accessKey} is shown once. */
  record KeyView(AccountId account, String accessKey) {}

  /** Whoever signs in as the account's payer may always manage it, whatever became of its keys. */
  @Post("/own/keys")
  KeyView createKey(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    return accounts
        .managingKey(channel)
        .map(key -> new KeyView(key.account(), key.reveal()))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.NOT_FOUND,
                ApiError.INVALID_REQUEST,
                "account_not_found",
                null,
                "No account is open for this address: a first deposit opens one."));
  }

  @Post("/me/deposits")
  DepositView deposit(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Body DepositRequest body) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    return switch (deposits.deposit(channel, authorization(channel, body))) {
      case DepositOutcome.Deposited(Bytes32 transaction, var opened) ->
          view(channel, transaction, opened);
      case DepositOutcome.Refused(DepositOutcome.Reason reason, String detail) ->
          throw DepositRefusals.of(reason, detail);
      case DepositOutcome.Unknown() -> throw DepositRefusals.unknown();
    };
  }

  private DepositView view(
      OwnChannel channel, @Nullable Bytes32 transaction, Optional<OwnAccounts.Opened> opened) {
    Optional<Channel> known = channels.find(channel.id());
    return new DepositView(
        accounts.find(channel).map(Account::id).orElse(null),
        channel.id(),
        Long.toString(known.map(Channel::deposit).orElse(0L)),
        Long.toString(Math.max(0, known.map(Channel::available).orElse(0L))),
        transaction,
        opened.map(it -> it.accessKey().reveal()).orElse(null));
  }

  private SignedAuthorization authorization(OwnChannel channel, DepositRequest body) {
    PermitDeposit permit = body.permit();
    Erc3009Deposit erc3009 = body.erc3009();
    if (permit != null && erc3009 == null) {
      return permit(channel, permit);
    }
    if (permit != null) {
      throw Fields.refused("invalid_deposit", "permit", "Send 'erc3009' or 'permit', not both.");
    }
    return erc3009(
        channel, Fields.required(erc3009, "erc3009", "a signed deposit (or 'permit': a permit)"));
  }

  private static SignedAuthorization erc3009(OwnChannel channel, Erc3009Deposit it) {
    DepositAuthorization authorization =
        new DepositAuthorization(
            channel.config().payer(),
            channel.id(),
            Fields.amount(it.amount(), "erc3009.amount"),
            time(it.validAfter(), "erc3009.validAfter"),
            time(it.validBefore(), "erc3009.validBefore"),
            Fields.uint256(it.salt(), "erc3009.salt"));
    return new SignedAuthorization.Erc3009(
        authorization, Fields.required(it.signature(), "erc3009.signature", "65 bytes in hex"));
  }

  /** The spender is ours to compute: it is what binds the permit to this channel. */
  private SignedAuthorization permit(OwnChannel channel, PermitDeposit it) {
    BigInteger nonce = Fields.uint256(it.nonce(), "permit.nonce");
    Signature signature = Fields.required(it.signature(), "permit.signature", "65 bytes in hex");
    DepositPermit permit =
        deposits
            .permit(
                channel,
                Fields.amount(it.amount(), "permit.amount"),
                Fields.uint256(it.salt(), "permit.salt"),
                time(it.deadline(), "permit.deadline"))
            .orElseThrow(() ->
                Fields.refused(
                    "permit_unavailable",
                    "permit",
                    "Permits cannot be collected on this chain; sign the 'erc3009' form."));
    return new SignedAuthorization.Permit(permit.withNonce(nonce), signature);
  }

  private static Instant time(@Nullable String text, String field) {
    return Instant.ofEpochSecond(Fields.seconds(text, field));
  }
}
