import { newKeyPayer, recoveredKey, recoveryFile, walletPayer } from "../channel/payer.js";
import { SigningKey } from "../channel/signing-key.js";
import * as gateway from "../gateway.js";
import { baseUnits, plain } from "../money.js";
import { keep, recall } from "../storage.js";

const DEVELOPMENT_NETWORK = "eip155:31337";
const DECIMALS = 6;

const field = (id) => document.getElementById(id);

/** The visitor's own money: who owns it, how much is in the channel, adding to it and taking it back. */
export class Funds {
  #account;
  #key = storedKey();
  #wallet = null;
  #terms = null;

  constructor(account) {
    this.#account = account;
    this.#on("use-wallet", () => this.#useWallet());
    this.#on("make-key", () => this.#useKey(newKeyPayer(), true));
    this.#on("use-recovery", () => field("recovery-file").click());
    this.#on("save-recovery", () => this.#saveRecovery());
    this.#on("test-money", () => this.#testMoney());
    this.#on("take-back", () => this.#takeBack());
    field("recovery-file").addEventListener("change", () => this.#run(() => this.#recover()));
    field("funds-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(() => this.#add());
    });
    account.addEventListener("change", () => this.#show());
    this.#show();
  }

  #on(id, action) {
    field(id).addEventListener("click", () => this.#run(action));
  }

  /** Says in the page what an action could not do. */
  async #run(action) {
    field("funds-trouble").textContent = "";
    try {
      field("funds-trouble").textContent = (await action()) ?? "";
    } catch (error) {
      field("funds-trouble").textContent = error.message ?? "That didn’t work.";
    }
    this.#show();
  }

  async #useWallet() {
    this.#wallet = await walletPayer(globalThis.ethereum);
    await this.#readTerms();
  }

  async #useKey(key, isNew) {
    this.#key = key;
    keep("payerKey", key.secret);
    if (isNew) {
      this.#saveRecovery();
    }
    await this.#readTerms();
  }

  async #recover() {
    const [file] = field("recovery-file").files;
    field("recovery-file").value = "";
    if (file) {
      await this.#useKey(recoveredKey(await file.text()), false);
    }
  }

  /** A key that is lost with the browser would lose the money with it. */
  #saveRecovery() {
    const url = URL.createObjectURL(new Blob([recoveryFile(this.#key)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `tributary-key-${this.#key.address.slice(2, 10)}.json`;
    link.click();
    URL.revokeObjectURL(url);
  }

  async #testMoney() {
    await gateway.testMoney(this.#payerAddress());
    return "Test money has arrived. Add some of it below.";
  }

  async #add() {
    const amount = baseUnits(field("funds-amount").value, DECIMALS);
    const terms = await this.#readTerms();
    const least = BigInt(terms.accepted.extra.minDeposit ?? 1);
    if (amount < least) {
      throw new Error(`The least that can be added is ${plain(least, DECIMALS)}.`);
    }
    const payer = await this.#payer();
    const channel = this.#account.channel ?? this.#account.openChannel(terms, payer.address);
    await channel.deposit(terms, payer, amount);
    return "Signed. It moves with what you pay for next.";
  }

  async #takeBack() {
    const channel = this.#account.channel;
    if (channel.isFunded) {
      await gateway.refund(channel);
    }
    await this.#account.leaveChannel();
    return "What was not spent is yours again.";
  }

  async #readTerms() {
    this.#terms = await gateway.channelTerms();
    if (this.#terms === null) {
      throw new Error("This gateway takes no payment channels.");
    }
    return this.#terms;
  }

  async #payer() {
    const channel = this.#account.channel;
    const payer = this.#key ?? this.#wallet ?? (this.#wallet = await walletPayer(globalThis.ethereum));
    if (channel !== null && channel.payer.toLowerCase() !== payer.address.toLowerCase()) {
      throw new Error("Another key or wallet opened this channel. Take its money back first.");
    }
    return payer;
  }

  #payerAddress() {
    return this.#account.channel?.payer ?? this.#key?.address ?? this.#wallet?.address ?? null;
  }

  #show() {
    const address = this.#payerAddress();
    const { channel } = this.#account;
    field("funds-begin").hidden = address !== null;
    field("use-wallet").hidden = !("ethereum" in globalThis);
    field("funds-form").hidden = address === null;
    field("funds-actions").hidden = address === null;
    field("save-recovery").hidden = this.#key === null;
    field("test-money").hidden = this.#terms?.accepted.network !== DEVELOPMENT_NETWORK;
    field("take-back").hidden = channel === null;
    field("funds-state").textContent =
      address === null
        ? "A wallet or a key of your own pays for each answer and picture directly, and can take the rest back at any time."
        : `${short(address)} pays${channel === null ? "" : `: ${plain(channel.funds, DECIMALS)} left`}.`;
  }
}

function storedKey() {
  const secret = recall("payerKey", null);
  try {
    return secret === null ? null : new SigningKey(secret);
  } catch {
    return null;
  }
}

function short(address) {
  return address.slice(0, 6) + "…" + address.slice(-4);
}
