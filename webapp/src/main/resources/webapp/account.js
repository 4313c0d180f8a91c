import * as gateway from "./gateway.js";
import { keep, recall } from "./storage.js";

/** Who pays: the visitor's own access key, or else a trial account opened with the first question. */
export class Account extends EventTarget {
  #own = recall("accessKey", null);
  #trial = recall("trialKey", null);
  #state = null;
  #opening = null;

  get hasOwnKey() {
    return this.#own !== null;
  }

  /** {remaining, spent, erc20}, or null while nothing is known. */
  get state() {
    return this.#state;
  }

  /** The key to pay with, if there is one yet. */
  get currentKey() {
    return this.#own ?? this.#trial;
  }

  /** The key to pay with; opens the trial account if there is none. */
  async key() {
    return this.currentKey ?? (this.#opening ??= this.#open().finally(() => (this.#opening = null)));
  }

  useOwnKey(text) {
    this.#own = text;
    keep("accessKey", text);
    this.#show(null);
    return this.refresh();
  }

  /** Drops a trial key that the gateway no longer knows; true when there was one to drop. */
  forgetTrial() {
    if (this.#own !== null || this.#trial === null) {
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
    if (key === null) {
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

  async #open() {
    const { accessKey, account } = await gateway.openTrial();
    this.#trial = accessKey;
    keep("trialKey", accessKey);
    this.#show(account);
    return accessKey;
  }

  #show(state) {
    this.#state = state;
    this.dispatchEvent(new Event("change"));
  }
}
