import { element } from "../element.js";
import { decimal } from "../money.js";
import { troubleBox } from "../trouble.js";
import { hasEnded } from "./job.js";
import { Tile } from "./tile.js";
import { wording } from "./trouble.js";

/** Shows one job: its pictures as they come, where it stands, what it cost, and what can be done with it. */
export class JobCard {
  #job;
  #actions;
  #tiles = [];
  #drawn = false;
  #shownFoot = "";
  #grid = element("div", { className: "tiles" });
  #line = element("p", { className: "card-line" });
  #foot = element("div", { className: "card-foot" });

  /** Actions are {open, cancel, remix, vary, receipt, remove, again, openSettings, erc20, paidBy}. */
  constructor(job, actions) {
    this.#job = job;
    this.#actions = actions;
    this.title = element("h3", { className: "card-prompt" });
    this.node = element("article", { className: "card" }, this.#grid, this.title, this.#line, this.#foot);
    this.show();
  }

  /** Draws again at the next frame, however often the job changed until then. */
  change() {
    if (!this.#drawn) {
      this.#drawn = true;
      requestAnimationFrame(() => this.show());
    }
  }

  show() {
    this.#drawn = false;
    const job = this.#job;
    this.title.textContent = job.request.prompt ?? "";
    while (this.#tiles.length < job.images.length) {
      this.#addTile(job.images[this.#tiles.length]);
    }
    this.#grid.dataset.count = String(job.images.length);
    this.#grid.hidden = hasEnded(job) && !job.images.some((image) => image.url);
    this.#tiles.forEach((tile) => tile.show());
    this.#line.textContent = hasEnded(job) ? "" : standing(job);
    this.#line.hidden = hasEnded(job);
    this.node.setAttribute("aria-busy", String(!hasEnded(job)));
    this.#showFoot();
  }

  /** What a screen reader hears once the job has ended. */
  spoken() {
    const { state, images, trouble } = this.#job;
    const drawn = images.filter((image) => image.url).length;
    if (trouble !== null) {
      return wording(trouble, this.#actions.paidBy());
    }
    return state === "cancelled" ? `Cancelled with ${pictures(drawn)} drawn.` : `${pictures(drawn)} drawn.`;
  }

  #addTile(image) {
    const tile = new Tile(this.#job, image, (chosen) => this.#actions.open(this.#job, chosen));
    this.#tiles.push(tile);
    this.#grid.append(tile.node);
  }

  /** Only what changed is made anew, so that a button keeps the focus while pictures come. */
  #showFoot() {
    const { state, trouble, usage, receipt, id } = this.#job;
    const shown = JSON.stringify([state, trouble, usage, receipt, id, this.#actions.erc20()]);
    if (shown !== this.#shownFoot) {
      this.#shownFoot = shown;
      const parts = [this.#trouble(), this.#note(), this.#cost(), this.#buttons()];
      this.#foot.replaceChildren(...parts.filter(Boolean));
    }
  }

  #trouble() {
    const { trouble } = this.#job;
    const { paidBy, again, openSettings } = this.#actions;
    return trouble === null
      ? null
      : troubleBox(wording(trouble, paidBy()), trouble, { again: () => again(this.#job), openSettings });
  }

  #note() {
    const { state } = this.#job;
    return state === "cancelled" ? element("p", { className: "note" }, "You cancelled this. Only what was drawn is charged.") : null;
  }

  #cost() {
    const { usage, receipt } = this.#job;
    const { symbol, decimals } = this.#actions.erc20();
    const cost = usage?.cost === undefined ? null : `${decimal(usage.cost, decimals)} ${symbol}`;
    const parts = [
      cost === null ? null : element("span", { className: "cost" }, cost),
      hasEnded(this.#job) && receipt ? this.#button("receipt", "link", () => this.#actions.receipt(this.#job)) : null,
    ].filter(Boolean);
    parts.at(-1)?.setAttribute("aria-haspopup", "dialog");
    return parts.length === 0 ? null : element("p", { className: "cost-line" }, ...parts);
  }

  #buttons() {
    const { state, id } = this.#job;
    const { cancel, remix, remove } = this.#actions;
    if (!hasEnded(this.#job)) {
      return id === null ? null : element("p", { className: "card-buttons" }, this.#button("Cancel", "small", () => cancel(this.#job)));
    }
    return state === "sending"
      ? null
      : element(
          "p",
          { className: "card-buttons" },
          this.#button("Remix", "small", () => remix(this.#job)),
          this.#button("Delete", "small", () => remove(this.#job)),
        );
  }

  #button(text, className, onClick) {
    const made = element("button", { type: "button", className }, text);
    made.addEventListener("click", onClick);
    return made;
  }
}

function standing(job) {
  if (job.trouble !== null) {
    return "";
  }
  if (job.state === "sending") {
    return "Sending…";
  }
  const queues = job.images.filter((image) => !image.url).map((image) => image.queue);
  const first = Math.min(...queues.map((queue) => queue ?? 0));
  const left = job.etaMs > 0 ? ` · about ${seconds(job.etaMs)} left` : "";
  return (first > 0 ? `Waiting, ${first === 1 ? "next in line" : `${first - 1} before it`}` : state(job)) + left;
}

function state(job) {
  return job.state === "queued" ? "Waiting for a worker" : "Drawing";
}

function seconds(ms) {
  const whole = Math.ceil(ms / 1000);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

function pictures(count) {
  return count === 1 ? "One picture" : `${count} pictures`;
}
