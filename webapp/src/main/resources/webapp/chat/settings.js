import * as gateway from "../gateway.js";
import { keep, recall } from "../storage.js";

const field = (id) => document.getElementById(id);

/** The visitor's choices: model, temperature and answer length. */
export class Settings {
  #choice = recall("settings", {});

  constructor() {
    this.#bindChoices();
  }

  /** What a question to the gateway says besides its messages. */
  question() {
    return {
      model: field("model").value,
      temperature: Number(field("temperature").value),
      max_tokens: Number(field("answer-length").value),
    };
  }

  /** Fills in the models on offer; when that fails the next question tries again. */
  async loadModels() {
    const offered = (await gateway.models("chat")).map((model) => model.id);
    if (offered.length === 0) {
      throw new gateway.GatewayError(503, "no_model", "No model is offered.");
    }
    const chosen = offered.includes(this.#choice.model) ? this.#choice.model : offered[0];
    field("model").replaceChildren(...offered.map((id) => new Option(id, id, false, id === chosen)));
    this.#showModel();
  }

  get hasModel() {
    return field("model").value !== "";
  }

  open() {
    field("settings").showPopover();
  }

  #bindChoices() {
    for (const id of ["temperature", "answer-length"]) {
      const input = field(id);
      input.value = this.#choice[id] ?? input.value;
      const show = () => (field(id + "-shown").textContent = input.value);
      input.addEventListener("input", show);
      input.addEventListener("change", () => this.#keep(id, input.value));
      show();
    }
    field("model").addEventListener("change", () => {
      this.#keep("model", field("model").value);
      this.#showModel();
    });
  }

  #showModel() {
    field("model-shown").textContent = field("model").value;
  }

  #keep(name, value) {
    this.#choice[name] = value;
    keep("settings", this.#choice);
  }
}
