import { element } from "../element.js";
import { keep, recall } from "../storage.js";

/** How long after the last key the word at the caret counts as written. */
const WRITTEN_AFTER_MS = 600;
const MAX_NAMED = 8;

const field = (id) => document.getElementById(id);

/** The prompt's box: words that the model never saw are underlined there, and named below it. */
export class Prompt extends EventTarget {
  #vocabulary = null;
  #timer = null;
  #named = "";

  /** Calls onEnter when the visitor presses Enter. */
  constructor(onEnter) {
    super();
    const input = field("prompt");
    input.value = recall("images.prompt", "");
    input.addEventListener("input", () => this.#onInput());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        onEnter();
      }
    });
  }

  get text() {
    return field("prompt").value.trim();
  }

  set text(text) {
    field("prompt").value = text;
    this.#show(true);
    this.#changed();
  }

  set vocabulary(vocabulary) {
    this.#vocabulary = vocabulary;
    this.#show(true);
  }

  focus() {
    field("prompt").focus();
  }

  #changed() {
    keep("images.prompt", this.text || null);
    this.dispatchEvent(new Event("change"));
  }

  #onInput() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(true), WRITTEN_AFTER_MS);
    this.#show(false);
    this.#changed();
  }

  /** A word that is still being written is not called unknown. */
  #show(written) {
    const { value, selectionStart } = field("prompt");
    let end = 0;
    const pieces = (this.#vocabulary?.pieces(value) ?? [{ text: value, known: true }]).map((piece) => {
      end += piece.text.length;
      return { ...piece, known: piece.known || (!written && end === selectionStart) };
    });
    field("prompt-shown").replaceChildren(...pieces.map(shown), "\u200b");
    if (written) {
      this.#name(new Set(pieces.filter((piece) => !piece.known).map((piece) => piece.text.toLowerCase())));
    }
  }

  #name(unknown) {
    const words = [...unknown].slice(0, MAX_NAMED);
    if (words.join(" ") === this.#named) {
      return;
    }
    this.#named = words.join(" ");
    const more = unknown.size > words.length ? ` and ${unknown.size - words.length} more` : "";
    const parts = words.flatMap((word, index) => [index === 0 ? "" : ", ", word, ...this.#slip(word)]);
    const text = words.length === 0 ? [] : ["Not in the model’s vocabulary: ", ...parts, more + "."];
    field("unknown").replaceChildren(...text);
  }

  #slip(word) {
    const near = this.#vocabulary.nearest(word);
    if (near === null) {
      return [];
    }
    const button = element("button", { type: "button", className: "link" }, near);
    button.setAttribute("aria-label", `Write ${near} instead of ${word}`);
    button.addEventListener("click", () => this.#replace(word, near));
    return [" (", button, "?)"];
  }

  #replace(word, near) {
    const pieces = this.#vocabulary.pieces(field("prompt").value);
    this.text = pieces.map(({ text }) => (text.toLowerCase() === word ? near : text)).join("");
    this.focus();
  }
}

function shown({ text, known }) {
  return known ? document.createTextNode(text) : element("span", { className: "unknown" }, text);
}
