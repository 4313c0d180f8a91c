import { SigningKey } from "./signing-key.js";
import { digest, hashWords, toHex, typedData } from "./typed-data.js";

// x402 version 2, scheme batch-settlement. The channel's payer is a wallet; what signs each call is a
// session key kept in this browser, so that no pop-up comes up and a wiped browser locks no money.

const SCHEME = "batch-settlement";
const SETTLEMENT = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";
const COLLECTOR = "0x4020806089470a89826cB9fB1f4059150b550004";
const AUTHORIZATION_SECONDS = 600;
/** One correction mends a lost answer; a gateway that corrects again will not agree. */
const MAX_TRIES = 2;

const CONFIG_FIELDS = fields(
  "address payer, address payerAuthorizer, address receiver, address receiverAuthorizer, address token, uint40 withdrawDelay, bytes32 salt",
);
const VOUCHER_FIELDS = fields("bytes32 channelId, uint128 maxClaimableAmount");
const AUTHORIZATION_FIELDS = fields(
  "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce",
);

/** Why a channel cannot pay; code is `deposit_needed`, `not_offered`, `channel_mismatch` or the gateway's. */
export class ChannelError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** What a 402 answer asks for: {resource, accepted}, or null where it takes no channel. */
export function paymentTerms(response) {
  const required = headerJson(response, "PAYMENT-REQUIRED");
  const accepted = required?.accepts?.find((offer) => offer.scheme === SCHEME);
  return accepted ? { error: required.error, resource: required.resource, accepted } : null;
}

/** One payment channel. Amounts are base units, BigInt; what is kept of them is decimal text. */
export class SessionChannel {
  #record;
  #keep;
  #key;
  #last = null;
  #turn = Promise.resolve();

  /** A channel that was kept; keep(record) is called whenever it changes. */
  constructor(record, keep) {
    this.#record = record;
    this.#keep = keep;
    this.#key = new SigningKey(record.sessionKey);
  }

  /** A new channel that payer, an address, will fund on these terms. */
  static open(terms, payer, keep) {
    const { network, asset, payTo, extra } = terms.accepted;
    const key = SigningKey.random();
    const config = {
      payer,
      payerAuthorizer: key.address,
      receiver: payTo,
      receiverAuthorizer: extra.receiverAuthorizer,
      token: asset,
      withdrawDelay: extra.withdrawDelay,
      salt: randomWord(),
    };
    const record = { network, config, sessionKey: key.secret, deposited: "0", charged: "0", pending: null };
    const channel = new SessionChannel(record, keep);
    channel.#change({});
    return channel;
  }

  get payer() {
    return this.#record.config.payer;
  }

  get id() {
    return toHex(digest(typedData(this.#domain(), "ChannelConfig", CONFIG_FIELDS, this.#record.config)));
  }

  /** What is left to spend, with a deposit that the next call brings along. */
  get funds() {
    const { deposited, charged, pending } = this.#record;
    return BigInt(deposited) + BigInt(pending?.amount ?? 0) - BigInt(charged);
  }

  /** Whether anything was deposited, or may have been by a call whose answer was lost. */
  get isFunded() {
    return this.#record.deposited !== "0" || this.#record.pendingSent === true;
  }

  /**
   * Signs a deposit with the payer, {address, signTypedData}; the next paid call carries it, and it is
   * sent again, never signed anew, until the gateway has answered for it.
   */
  async deposit(terms, payer, amount) {
    this.#dropExpired();
    if (this.#record.pending) {
      throw new ChannelError("deposit_pending", "A signed deposit waits already: it moves with what you pay for next.");
    }
    const salt = randomWord();
    const validBefore = String(Math.floor(Date.now() / 1000) + AUTHORIZATION_SECONDS);
    const { asset, extra } = terms.accepted;
    const domain = { name: extra.name, version: extra.version, chainId: this.#chainId(), verifyingContract: asset };
    const nonce = toHex(hashWords({ type: "bytes32", value: this.id }, { type: "uint256", value: salt }));
    const message = { from: payer.address, to: COLLECTOR, value: String(amount), validAfter: "0", validBefore, nonce };
    const signature = await payer.signTypedData(
      typedData(domain, "ReceiveWithAuthorization", AUTHORIZATION_FIELDS, message),
    );
    const erc3009Authorization = { validAfter: "0", validBefore, salt, signature };
    this.#change({ pending: { amount: String(amount), authorization: { erc3009Authorization } }, pendingSent: false });
  }

  /**
   * Fetches what has to be paid for: asks, pays what the 402 names, and follows one correction. Calls
   * on one channel take turns until their answer begins.
   */
  fetch(url, options) {
    const answer = this.#turn.then(async () => {
      const asked = await fetch(url, options);
      return asked.status === 402 ? this.#pay(url, options, asked) : asked;
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Notes what the last call really cost, which a stream says only in its last event. */
  spent(cost) {
    if (this.#last !== null && this.#last.charged === this.#record.charged) {
      const { charged, amount } = this.#last;
      this.#change({ charged: String(BigInt(charged) - BigInt(amount) + BigInt(cost)) });
    }
    this.#last = null;
  }

  /** Asks the gateway to send everything unspent back to the payer. */
  refund(url) {
    const answer = this.#turn.then(async () => {
      const terms = paymentTerms(await fetch(url));
      if (terms === null) {
        throw new ChannelError("not_offered", "The gateway takes no payment channels.");
      }
      const voucher = await this.#voucher(BigInt(this.#record.charged));
      const payload = { type: "refund", channelConfig: this.#record.config, voucher };
      const response = await fetch(url, { headers: { "PAYMENT-SIGNATURE": envelope(terms, payload) } });
      const settled = headerJson(response, "PAYMENT-RESPONSE");
      if (!settled?.success) {
        throw new ChannelError(settled?.errorReason ?? "refund_refused", "The gateway did not give the money back.");
      }
      this.#change({ deposited: this.#record.charged });
      return settled;
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #pay(url, options, asked) {
    let response = asked;
    for (let tries = 0; tries < MAX_TRIES && response.status === 402; tries++) {
      const terms = paymentTerms(response);
      if (terms === null || (tries > 0 && !(await this.#correct(terms)))) {
        this.#giveUpExpired();
        return response;
      }
      const header = await this.#payment(terms);
      const headers = { ...options?.headers, "PAYMENT-SIGNATURE": header };
      response = await fetch(url, { ...options, headers });
      this.#settle(response, BigInt(terms.accepted.amount));
    }
    return response;
  }

  async #payment(terms) {
    this.#requireSame(terms.accepted);
    this.#dropExpired();
    const { config, charged, pending } = this.#record;
    const amount = BigInt(terms.accepted.amount);
    if (amount > this.funds && !this.#mayHaveMore) {
      throw new ChannelError("deposit_needed", `The channel lacks ${amount - this.funds} base units for this call.`);
    }
    const voucher = await this.#voucher(BigInt(charged) + amount);
    if (pending) {
      this.#change({ pendingSent: true });
    }
    const payload = { type: pending ? "deposit" : "voucher", channelConfig: config, voucher };
    return envelope(terms, pending ? { ...payload, deposit: pending } : payload);
  }

  async #voucher(maxClaimableAmount) {
    const message = { channelId: this.id, maxClaimableAmount: String(maxClaimableAmount) };
    const signature = await this.#key.signTypedData(typedData(this.#domain(), "Voucher", VOUCHER_FIELDS, message));
    return { ...message, signature };
  }

  /** Takes the gateway's word for what the call may cost, as far as this call's amount allows. */
  #settle(response, amount) {
    const settled = headerJson(response, "PAYMENT-RESPONSE");
    if (!settled?.success) {
      return;
    }
    const { charged, deposited, pending } = this.#record;
    const chargedAmount = BigInt(settled.extra?.chargedAmount ?? 0);
    if (chargedAmount < 0n || chargedAmount > amount) {
      throw new ChannelError("channel_mismatch", "The gateway charged more than was agreed.");
    }
    const next = String(BigInt(charged) + chargedAmount);
    this.#last = { charged: next, amount: String(amount) };
    this.#change({
      charged: next,
      deposited: balanceIn(settled.extra) ?? String(BigInt(deposited) + BigInt(pending?.amount ?? 0)),
      pending: null,
      pendingSent: false,
    });
  }

  /** Whether a deposit that expired may have arrived all the same: its answer was lost. */
  get #mayHaveMore() {
    return this.#record.pendingSent === true && this.#record.pending === null;
  }

  /** The gateway knows of no such deposit either. */
  #giveUpExpired() {
    if (this.#mayHaveMore) {
      this.#change({ pendingSent: false });
    }
  }

  /** A deposit that nobody can bring any more would have every call refused. */
  #dropExpired() {
    const validBefore = this.#record.pending?.authorization.erc3009Authorization.validBefore;
    if (validBefore !== undefined && Number(validBefore) <= Date.now() / 1000) {
      this.#change({ pending: null });
    }
  }

  /** Believes a correction only up to what this key has signed: the gateway shows it the signature. */
  async #correct(terms) {
    const { channelState, voucherState } = terms.accepted.extra;
    const charged = BigInt(channelState?.chargedCumulativeAmount ?? -1);
    const signed = BigInt(voucherState?.signedMaxClaimable ?? -1);
    if (charged < 0n || charged > signed || (await this.#voucher(signed)).signature !== voucherState.signature) {
      return false;
    }
    const { deposited } = this.#record;
    this.#change({ charged: String(charged), deposited: balanceIn(terms.accepted.extra) ?? deposited });
    this.#giveUpExpired();
    return true;
  }

  #requireSame({ network, asset, payTo, extra }) {
    const { config } = this.#record;
    const same = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
    if (
      network !== this.#record.network ||
      !same(asset, config.token) ||
      !same(payTo, config.receiver) ||
      !same(extra.receiverAuthorizer, config.receiverAuthorizer)
    ) {
      throw new ChannelError("channel_mismatch", "This gateway is not the one that the channel was opened with.");
    }
  }

  #domain() {
    return { name: "x402 Batch Settlement", version: "1", chainId: this.#chainId(), verifyingContract: SETTLEMENT };
  }

  #chainId() {
    return this.#record.network.replace(/^eip155:/, "");
  }

  #change(changes) {
    this.#record = { ...this.#record, ...changes };
    this.#keep(this.#record);
  }
}

/** What the gateway says the channel holds; more than the truth would gain it nothing. */
function balanceIn(extra) {
  const balance = extra?.channelState?.balance;
  return /^\d+$/.test(balance ?? "") ? balance : undefined;
}

function envelope({ resource, accepted }, payload) {
  const text = JSON.stringify({ x402Version: 2, resource, accepted, payload });
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function headerJson(response, name) {
  const value = response.headers.get(name);
  if (value === null) {
    return null;
  }
  const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function randomWord() {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

function fields(text) {
  return text.split(", ").map((field) => {
    const [type, name] = field.split(" ");
    return { name, type };
  });
}
