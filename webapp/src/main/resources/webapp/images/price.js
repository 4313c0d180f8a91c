import { decimal } from "../money.js";
import * as api from "./api.js";

/** Long enough that a slider on its way asks once. */
const SETTLE_MS = 120;

/** The most an order may cost, asked of the gateway whenever what it depends on has changed. */
export class Price {
  #node;
  #shownFor = null;
  #quote = Promise.resolve(null);

  constructor(node) {
    this.#node = node;
  }

  /** Shows the price of an order once it is known. */
  update(request) {
    const key = keyOf(request);
    if (key !== this.#shownFor) {
      this.#shownFor = key;
      this.#quote = this.#ask(request, key);
    }
  }

  /** The amount that is shown for just this order, in base units; null where there is no price. */
  async ceilingOf(request) {
    this.update(request);
    return (await this.#quote)?.ceiling ?? null;
  }

  /** Asks again at the next update: prices may have changed. */
  forget() {
    this.#shownFor = null;
  }

  /** Null also where another order has taken this one's place meanwhile. */
  async #ask(request, key) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (key !== this.#shownFor) {
      return null;
    }
    // Without a price the order itself will say what is wrong.
    const quote = await priceOf(request).catch(() => null);
    if (key === this.#shownFor) {
      this.#node.textContent = quote === null ? "" : "At most " + amount(quote);
    }
    return quote;
  }
}

/** The quote of an order, whatever its words. */
export function priceOf({ model, n, size, steps, guidance, sampler }) {
  return api.quote({ model, prompt: "picture", n, size, steps, guidance, sampler });
}

export function amount({ ceiling, erc20 }) {
  return `${decimal(ceiling, erc20.decimals)} ${erc20.symbol}`;
}

function keyOf({ model, n, size, steps, guidance, sampler }) {
  return JSON.stringify([model, n, size, steps, guidance, sampler]);
}
