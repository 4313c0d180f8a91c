import { element } from "../element.js";
import * as gateway from "../gateway.js";
import { keep, recall } from "../storage.js";
import * as api from "./api.js";
import { Vocabulary, splitStyle, withStyle } from "./vocabulary.js";

const KEPT = ["count", "steps", "guidance", "seed", "negative", "sampler", "strength"];
const SHOWN = ["steps", "guidance", "strength"];
/** Short enough to read aloud and to type again. */
const MAX_ROLLED_SEED = 1_000_000;

const field = (id) => document.getElementById(id);

/** The settings of an order: all but the prompt's words and the picture to begin from. */
export class Studio extends EventTarget {
  #prompt;
  #choice = recall("images.settings", {});
  #models = [];
  #styles = [];

  constructor(prompt) {
    super();
    this.#prompt = prompt;
    for (const id of KEPT) {
      field(id).value = this.#choice[id] ?? field(id).value;
      field(id).addEventListener("input", () => this.#changed());
    }
    field("mark-prompt").checked = this.#choice.markPrompt ?? false;
    field("mark-prompt").addEventListener("change", () => this.#changed());
    field("size").addEventListener("change", () => this.#changed());
    field("styles").addEventListener("change", () => this.#changed());
    field("model").addEventListener("change", () => this.#choose(field("model").value));
    field("dice").addEventListener("click", () => this.#set("seed", newSeed()));
    field("fewer").addEventListener("click", () => this.#step("count", -1));
    field("more").addEventListener("click", () => this.#step("count", 1));
    field("fine").open = this.#choice.fine ?? matchMedia("(min-width: 60rem)").matches;
    field("fine").addEventListener("toggle", () => this.#changed());
    prompt.addEventListener("change", () => this.#changed());
    this.#show();
  }

  get hasModel() {
    return this.#models.length > 0;
  }

  get size() {
    return field("size").value;
  }

  /** Fills in the models on offer; throws where there is none for images. */
  async loadModels() {
    const models = await gateway.models("image");
    if (models.length === 0) {
      throw new gateway.GatewayError(503, "no_model", "No image model is offered.");
    }
    this.#models = models;
    const chosen = models.find(({ id }) => id === this.#choice.model) ?? models[0];
    field("model").replaceChildren(...models.map(({ id }) => new Option(id, id, false, id === chosen.id)));
    await this.#choose(chosen.id);
  }

  /** What is ordered now; seed is undefined where the visitor leaves it open. */
  request() {
    return {
      model: field("model").value,
      prompt: withStyle(this.#prompt.text, this.#style, this.#styles),
      n: Number(field("count").value),
      size: field("size").value,
      steps: Number(field("steps").value),
      guidance: Number(field("guidance").value),
      sampler: field("sampler").value,
      seed: field("seed").value === "" ? undefined : Number(field("seed").value),
      ...(field("negative").value.trim() === "" ? {} : { negative_prompt: field("negative").value.trim() }),
      ...(field("mark-prompt").checked ? { mark_prompt: true } : {}),
      strength: Number(field("strength").value),
    };
  }

  /** Reuses all settings of an order. */
  async fill(request) {
    if (this.#models.some(({ id }) => id === request.model) && request.model !== field("model").value) {
      field("model").value = request.model;
      await this.#choose(request.model);
    }
    const { text, style } = splitStyle(request.prompt ?? "", this.#styles);
    for (const radio of document.getElementsByName("style")) {
      radio.checked = radio.value === style;
    }
    this.#put("count", request.n);
    this.#put("steps", request.steps);
    this.#put("guidance", request.guidance);
    this.#put("strength", request.strength);
    this.#put("sampler", request.sampler);
    this.#put("size", request.size);
    this.#put("seed", request.seed ?? "");
    this.#put("negative", request.negative_prompt ?? "");
    this.#prompt.text = text;
  }

  /** How much of the picture to begin from is drawn anew. */
  set strength(strength) {
    this.#set("strength", strength);
  }

  async #choose(id) {
    const model = this.#models.find((one) => one.id === id);
    const sizes = model.sizes ?? ["64x64"];
    const size = sizes.includes(this.#choice.size) ? this.#choice.size : sizes[0];
    const label = (one) => one.replace("x", " × ");
    field("size").replaceChildren(...sizes.map((one) => new Option(label(one), one, false, one === size)));
    this.#changed();
    const words = await api.vocabulary(id).catch(() => null);
    if (field("model").value === id) {
      const vocabulary = words === null ? null : new Vocabulary(words);
      this.#prompt.vocabulary = vocabulary;
      this.#showStyles(vocabulary?.styles ?? []);
    }
  }

  #showStyles(styles) {
    this.#styles = styles;
    const chosen = styles.some(({ name }) => name === this.#choice.style) ? this.#choice.style : "";
    const choices = [{ name: "", title: "Any" }, ...styles.map(({ name, words }) => ({ name, title: words }))];
    field("style-choices").replaceChildren(
      ...choices.map(({ name, title }) => {
        const radio = element("input", { type: "radio", name: "style", value: name, checked: name === chosen });
        return element("label", {}, radio, element("span", {}, title));
      }),
    );
    field("styles").hidden = styles.length === 0;
    this.#changed();
  }

  get #style() {
    return document.querySelector("input[name=style]:checked")?.value ?? "";
  }

  /** Widens a slider rather than change what it is to show. */
  #put(id, value) {
    if (value === undefined || value === null) {
      return;
    }
    const input = field(id);
    if (input.type === "range" && Number(value) > Number(input.max)) {
      input.max = value;
    }
    input.value = value;
  }

  #set(id, value) {
    this.#put(id, value);
    this.#changed();
  }

  #step(id, by) {
    const { value, min, max } = field(id);
    this.#set(id, Math.min(Number(max), Math.max(Number(min), Number(value) + by)));
  }

  #changed() {
    const choice = Object.fromEntries(KEPT.map((id) => [id, field(id).value]));
    this.#choice = {
      ...choice,
      markPrompt: field("mark-prompt").checked,
      fine: field("fine").open,
      model: field("model").value || this.#choice.model,
      size: field("size").value || this.#choice.size,
      style: document.getElementsByName("style").length > 0 ? this.#style : this.#choice.style,
    };
    keep("images.settings", this.#choice);
    this.#show();
    this.dispatchEvent(new Event("change"));
  }

  #show() {
    for (const id of SHOWN) {
      field(id + "-shown").textContent = field(id).value;
    }
    field("fewer").disabled = Number(field("count").value) <= Number(field("count").min);
    field("more").disabled = Number(field("count").value) >= Number(field("count").max);
  }
}

export function newSeed() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % MAX_ROLLED_SEED;
}
