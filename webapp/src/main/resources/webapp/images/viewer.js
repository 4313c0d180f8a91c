import { element } from "../element.js";
import { amount, priceOf } from "./price.js";

const VARIATIONS = 4;
const field = (id) => document.getElementById(id);

/** One picture, large: how it was made, what it looks most like, and what can be done with it. */
export class Viewer {
  #actions;
  #job = null;
  #image = null;
  #foot = null;

  /** Actions are {otherSeeds, closeVariations, remix, startFrom, changePart, receipt, remove}. */
  constructor(actions) {
    this.#actions = actions;
    field("close-viewer").addEventListener("click", () => this.close());
    field("viewer").addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by !== undefined && !event.target.matches("input")) {
        this.#turn(by);
      }
    });
  }

  open(job, image) {
    this.#show(job, image);
    field("viewer").showModal();
  }

  close() {
    field("viewer").close();
  }

  #turn(by) {
    const drawn = this.#job.images.filter((image) => image.url && !image.gone);
    const next = drawn[drawn.indexOf(this.#image) + by];
    if (next) {
      this.#show(this.#job, next);
    }
  }

  #show(job, image) {
    this.#job = job;
    this.#image = image;
    const drawn = job.images.filter((one) => one.url);
    field("viewer-title").textContent =
      drawn.length === 1 ? "Picture" : `Picture ${drawn.indexOf(image) + 1} of ${drawn.length}`;
    this.#foot = element("p", { className: "hint", role: "status" });
    field("viewer-body").replaceChildren(
      element("div", { className: "viewer-stage" }, picture(job, image), this.#pager(drawn)),
      element(
        "div",
        { className: "viewer-side" },
        element("p", { className: "viewer-prompt" }, job.request.prompt),
        this.#buttons(),
        this.#foot,
        likes(image.likes ?? []),
        facts(job, image),
      ),
    );
  }

  #pager(drawn) {
    const at = drawn.indexOf(this.#image);
    const previous = button("‹", "small", () => this.#turn(-1));
    const next = button("›", "small", () => this.#turn(1));
    previous.setAttribute("aria-label", "Previous picture");
    next.setAttribute("aria-label", "Next picture");
    previous.disabled = at === 0;
    next.disabled = at === drawn.length - 1;
    return element("div", { className: "pager", hidden: drawn.length < 2 }, previous, next);
  }

  #buttons() {
    const [job, image] = [this.#job, this.#image];
    const act = (action) => () => {
      this.close();
      action(job, image);
    };
    const { remix, startFrom, changePart, receipt, remove } = this.#actions;
    const download = element("a", { className: "small", href: image.url, download: fileName(job, image) }, "Download");
    return element(
      "div",
      { className: "viewer-buttons" },
      element(
        "div",
        {},
        canBeOrderedAgain(job) ? this.#vary("Other seeds", this.#actions.otherSeeds) : null,
        this.#vary("Close variations", this.#actions.closeVariations),
        button("Remix", "small", act(remix)),
        button("Change a part", "small", act(changePart)),
        button("Begin from it", "small", act(startFrom)),
      ),
      element(
        "div",
        {},
        download,
        button("Share link", "small", () => this.#share()),
        job.receipt ? button("Receipt", "small", () => receipt(job)) : null,
        button("Delete", "small", () => remove(job)),
      ),
    );
  }

  /** Orders at once, so what it costs at most is on the button before. */
  #vary(text, action) {
    const [job, image] = [this.#job, this.#image];
    const price = element("small", {});
    const made = button(`${text} × ${VARIATIONS}`, "small", () => {
      this.close();
      action(job, image, { n: VARIATIONS, maxCost: made.dataset.ceiling });
    });
    made.disabled = true;
    made.append(price);
    priceOf({ ...job.request, n: VARIATIONS }).then(
      (quote) => {
        made.dataset.ceiling = quote.ceiling;
        made.disabled = false;
        price.textContent = "≤ " + amount(quote);
      },
      () => {},
    );
    return made;
  }

  async #share() {
    const link = new URL(this.#image.url, location.href).href;
    const shown = element("input", { readOnly: true, value: link, className: "share-link" });
    shown.setAttribute("aria-label", "Link to this picture");
    this.#foot.replaceChildren("Anyone with this link can see the picture until it expires.", shown);
    shown.select();
    try {
      await navigator.clipboard.writeText(link);
      this.#foot.prepend("Copied. ");
    } catch {
      // The link is there, selected, to be copied by hand.
    }
  }
}

/** What it began from is kept in the browser that ordered it, and nowhere else. */
function canBeOrderedAgain({ request, source }) {
  return !request.edit || source !== null;
}

function picture(job, image) {
  const made = element("img", { className: "pixels", src: image.url, alt: job.request.prompt });
  made.addEventListener("error", () => {
    made.replaceWith(element("p", { className: "quiet" }, "This picture has expired."));
  });
  return made;
}

function likes(pictures) {
  const items = pictures.map(({ picture: name, set, owner, licence, similarity }) =>
    element(
      "li",
      {},
      element("span", { className: "like-name" }, caption(name)),
      element("span", { className: "like-share" }, `${Math.max(0, Math.round(100 * similarity))} %`),
      element("span", { className: "like-set" }, `${set} · ${owner} · `, element("span", {}, licence)),
    ),
  );
  return element(
    "section",
    { className: "likes", hidden: items.length === 0 },
    element("h3", {}, "Looks most like"),
    element("ol", {}, ...items),
  );
}

function facts(job, image) {
  const { request } = job;
  const rows = [
    ["Seed", image.seed],
    ["Steps", request.steps],
    ["Guidance", request.guidance],
    ["Size", request.size?.replace("x", " × ")],
    ["Sampler", request.sampler],
    ["Kept away from", request.negative_prompt],
    ["Changed by", request.strength !== undefined && (job.source !== null || request.edit) ? request.strength : undefined],
    ["Model", request.model],
    ["Drawn", new Date(job.createdAt).toLocaleString()],
    ["Kept until", job.expiresAt ? new Date(job.expiresAt).toLocaleString() : undefined],
  ].filter(([, value]) => value !== undefined && value !== null && value !== "");
  return element(
    "dl",
    { className: "facts" },
    ...rows.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, String(value)))),
  );
}

function button(text, className, onClick) {
  const made = element("button", { type: "button", className }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** A training picture is named by its caption with its file behind it: "red heart (noto/2764.png)". */
function caption(name) {
  return /^(.+) \(\S+\)$/.exec(name)?.[1] ?? String(name);
}

function fileName(job, image) {
  const words = (job.request.prompt ?? "").toLowerCase().match(/[a-z0-9]+/g) ?? ["picture"];
  return `${words.slice(0, 6).join("-").slice(0, 60)}-${image.seed ?? image.index}.png`;
}
