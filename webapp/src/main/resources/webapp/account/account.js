import { SessionChannel } from "../channel/session-channel.js";
import * as gateway from "../gateway.js";
import { keep, recall } from "../storage.js";

/** The erc20 that channels hold; every deployment's has six decimals. */
const ERC20_DECIMALS = 6;

/**
 * Who pays: the visitor's own payment channel, or an access key, or else a trial account that is opened
 * with the first question.
 */
export class Account extends EventTarget {
  #own = recall("accessKey", null);
  #trial = recall("trialKey", null);
  #channel = kept("channel", (record) => new SessionChannel(record, (changed) => this.#keepChannel(changed)));
  #state = null;
  #opening = null;

  get hasOwnKey() {
    return this.#own !== null;
  }

  /** The payment channel, or null. */
  get channel() {
    return this.#channel;
  }

  /** Whose money the next question spends: "channel", "key" or "trial". */
  get kind() {
    return this.#channel !== null ? "channel" : this.#own !== null ? "key" : "trial";
  }

  /** {remaining, erc20}, or null while nothing is known. */
  get state() {
    if (this.#channel === null) {
      return this.#state;
    }
    const symbol = recall("channelErc20", "");
    return { remaining: this.#channel.funds, erc20: { symbol, decimals: ERC20_DECIMALS } };
  }

  /** The key that receipts and balances are read with, if there is one yet. */
  get currentKey() {
    return this.#own ?? this.#trial;
  }

  /** Who fetches what has to be paid for; opens the trial account if there is nothing else. */
  async payer() {
    return this.#channel ?? gateway.keyPayer(this.currentKey ?? (await this.#openOnce()));
  }

  /**
   * Does what has to be paid for: request(payer). When a trial account is gone (a gateway begun anew),
   * opens another and does it once more.
   */
  async pay(request) {
    try {
      return await request(await this.payer());
    } catch (error) {
      if (error.status !== 401 || !this.forgetTrial()) {
        throw error;
      }
      return request(await this.payer());
    }
  }

  useOwnKey(text) {
    this.#own = text;
    keep("accessKey", text);
    this.#show(null);
    return this.refresh();
  }

  /** Pays from now on by a new channel, whose money is payer's, an address. */
  openChannel(terms, payer) {
    keep("channelErc20", terms.accepted.extra.name);
    this.#channel = SessionChannel.open(terms, payer, (record) => this.#keepChannel(record));
    this.#changed();
    return this.#channel;
  }

  /** Pays no longer by the channel. */
  leaveChannel() {
    this.#channel = null;
    keep("channel", null);
    this.#changed();
    return this.refresh();
  }

  /** Drops a trial key that the gateway no longer knows; true when there was one to drop. */
  forgetTrial() {
    if (this.kind !== "trial" || this.#trial === null) {
      return false;
    }
    this.#trial = null;
    keep("trialKey", null);
    this.#show(null);
    return true;
  }

  /** Reads the balance again; says nothing when that fails, as the next question will. */
  async refresh() {
    const key = this.currentKey;
    if (this.#channel !== null || key === null) {
      return;
    }
    try {
      const state = await gateway.account(key);
      if (key === this.currentKey) {
        this.#show(state);
      }
    } catch (error) {
      if (error.status === 401) {
        this.forgetTrial();
      }
    }
  }

  #openOnce() {
    return (this.#opening ??= this.#open().finally(() => (this.#opening = null)));
  }

  async #open() {
    const { accessKey, account } = await gateway.openTrial();
    this.#trial = accessKey;
    keep("trialKey", accessKey);
    this.#show(account);
    return accessKey;
  }

  #keepChannel(record) {
    keep("channel", record);
    this.#changed();
  }

  #show(state) {
    this.#state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What was kept under a name, made whole; what cannot be read any more is as good as absent. */
function kept(name, make) {
  const record = recall(name, null);
  try {
    return record === null ? null : make(record);
  } catch {
    return null;
  }
}
