import { textHash } from "./digest.js";

// What a receipt is checked against, read by eth_call alone.

/** Asks a node over HTTP: (to, data) gives the answer's hex. */
export function httpNode(url) {
  return async (to, data) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to, data }, "latest"] });
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = await response.json();
    if (typeof result !== "string") {
      throw new Error("the node refuses: " + (error?.message ?? response.status));
    }
    return result;
  };
}

/** The pool and what it names, and the registry. */
export class Contracts {
  #call;
  #pool;
  #registry;

  constructor(call, pool, registry) {
    this.#call = call;
    this.#pool = pool;
    this.#registry = registry;
  }

  async isReceiptSigner(key) {
    const authorizer = address((await this.#read(this.#pool, "authorizer()"))[0]);
    return (await this.#read(authorizer, "isReceiptSigner(address)", key))[0] === 1n;
  }

  /** The hash of an active epoch's roots, or 0x and zeros. */
  async activatedRoots(epoch) {
    return bytes32((await this.#read(this.#pool, "activatedRoots(uint64)", epoch))[0]);
  }

  async pending() {
    const [epoch, roots] = await this.#read(this.#pool, "pending()");
    return { epoch, roots: bytes32(roots) };
  }

  async periodOf(seconds) {
    return (await this.#read(this.#registry, "periodOf(uint64)", seconds))[0];
  }

  async contentHashOf(asset) {
    return bytes32((await this.#read(this.#registry, "contentHashOf(uint256)", asset))[0]);
  }

  async termsAt(asset, period) {
    const words = await this.#read(this.#registry, "termsAt(uint256,uint64)", asset, period);
    const [version, prompt, cached, completion, pixels, workerBps, feeBps] = words;
    return { version, prices: { prompt, cached, completion, pixels }, workerBps, feeBps };
  }

  async payeeAt(asset, period) {
    return address((await this.#read(this.#registry, "payeeAt(uint256,uint64)", asset, period))[0]);
  }

  async lineage(asset) {
    const [, count, ...entries] = await this.#read(this.#registry, "flatLineage(uint256)", asset);
    return Array.from({ length: Number(count) }, (_, i) => ({ asset: entries[2 * i].toString(), ppb: entries[2 * i + 1] }));
  }

  /** The answer's words. */
  async #read(to, signature, ...values) {
    const data = textHash(signature).slice(0, 10) + values.map((value) => hex(BigInt(value), 64)).join("");
    const answer = await this.#call(to, data);
    if (!/^0x([0-9a-f]{64})+$/i.test(answer)) {
      throw new Error(`no contract of ours answers ${signature} at ${to}`);
    }
    return answer.slice(2).match(/.{64}/g).map((word) => BigInt("0x" + word));
  }
}

function address(word) {
  return "0x" + hex(word, 40);
}

function bytes32(word) {
  return "0x" + hex(word, 64);
}

function hex(value, digits) {
  return value.toString(16).padStart(digits, "0");
}
