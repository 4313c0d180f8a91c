const field = (id) => document.getElementById(id);

/** The box where a question is typed: Enter sends, Shift+Enter starts a line, Escape stops an answer. */
export class Composer {
  #onAsk;
  #onStop;
  #busy = false;

  constructor({ onAsk, onStop }) {
    this.#onAsk = onAsk;
    this.#onStop = onStop;
    field("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    field("question").addEventListener("keydown", (event) => this.#onKey(event));
    field("question").addEventListener("input", () => this.#fit());
    field("stop").addEventListener("click", () => this.#onStop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#busy && !document.querySelector("dialog[open], :popover-open")) {
        this.#onStop();
      }
    });
    this.#fit();
  }

  set busy(busy) {
    const hadFocus = document.activeElement === field("stop") || document.activeElement === field("send");
    this.#busy = busy;
    field("stop").hidden = !busy;
    field("send").hidden = busy;
    if (hadFocus) {
      this.focus();
    }
    this.#fit();
  }

  /** Not on a phone, where it would raise the keyboard over the answer. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) {
      field("question").focus();
    }
  }

  #onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    }
  }

  #send() {
    const question = field("question").value.trim();
    if (question !== "" && !this.#busy) {
      field("question").value = "";
      this.#onAsk(question);
    }
  }

  /** Grows with its text up to the limit set in the style sheet. */
  #fit() {
    const input = field("question");
    field("send").disabled = input.value.trim() === "";
    input.style.height = "auto";
    input.style.height = input.scrollHeight + "px";
  }
}
