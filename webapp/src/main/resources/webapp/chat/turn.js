import { element } from "../element.js";
import { decimal } from "../money.js";
import { troubleBox } from "../trouble.js";
import { showProse } from "./prose.js";
import { wording } from "./trouble.js";

const NOTES = { stopped: "You stopped this answer.", lengthLimited: "The answer reached its length limit." };

/** Shows one turn: the question, the answer as it grows, and below it what it cost or what went wrong. */
export class TurnView {
  #turn;
  #actions;
  #drawn = false;
  #answer = element("div", { className: "answer" });
  #foot = element("div", { className: "foot" });

  /** Actions are {openReceipt, again, openSettings, erc20, paidBy}. */
  constructor(turn, actions) {
    this.#turn = turn;
    this.#actions = actions;
    this.node = element(
      "article",
      { className: "turn" },
      element("h2", { className: "visually-hidden" }, "You asked"),
      element("div", { className: "question" }, turn.question),
      element("h2", { className: "visually-hidden" }, "The model answered"),
      this.#answer,
      this.#foot,
    );
    this.show();
  }

  /** Draws again at the next frame, however often the answer grew until then. */
  grow() {
    if (!this.#drawn) {
      this.#drawn = true;
      requestAnimationFrame(() => this.show());
    }
  }

  show() {
    this.#drawn = false;
    const writing = this.#turn.state === "writing";
    showProse(this.#answer, this.#turn.answer);
    this.#answer.classList.toggle("waiting", writing && this.#turn.answer === "");
    this.#answer.classList.toggle("writing", writing && this.#turn.answer !== "");
    this.#answer.setAttribute("aria-busy", String(writing));
    this.#foot.replaceChildren(...(writing ? [] : [this.#trouble(), this.#note(), this.#cost()]).filter(Boolean));
  }

  /** What a screen reader hears once the answer has ended. */
  spoken() {
    return [this.#turn.answer, this.#foot.textContent].filter((text) => text !== "").join(" ");
  }

  #note() {
    const text = this.#turn.lengthLimited ? NOTES.lengthLimited : NOTES[this.#turn.state];
    return text ? element("p", { className: "note" }, text) : null;
  }

  #cost() {
    const { charge, modelTokens, receipt } = this.#turn;
    const { symbol, decimals } = this.#actions.erc20();
    const parts = [
      charge === null ? null : element("span", { className: "cost" }, `${decimal(charge, decimals)} ${symbol}`),
      modelTokens === null ? null : element("span", {}, `${modelTokens} model-tokens`),
      receipt === null ? null : this.#receiptButton(),
    ].filter(Boolean);
    return parts.length === 0 ? null : element("p", { className: "cost-line" }, ...parts);
  }

  #receiptButton() {
    const button = element("button", { type: "button", className: "link" }, "receipt");
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => this.#actions.openReceipt(this.#turn));
    return button;
  }

  #trouble() {
    const { trouble, answer } = this.#turn;
    if (!trouble) {
      return null;
    }
    const text = wording(trouble, answer !== "", this.#actions.paidBy());
    const { again, openSettings } = this.#actions;
    return troubleBox(text, trouble, { again: () => again(this.#turn), openSettings });
  }
}
