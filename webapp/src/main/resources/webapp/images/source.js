import * as api from "./api.js";
import { Mask } from "./mask.js";
import { MaskEditor } from "./mask-editor.js";
import { base64Of, copyTo, decoded, dimensions, fitted, fromBase64 } from "./pixels.js";

const field = (id) => document.getElementById(id);

/** The picture that an order begins from, chosen, dropped or pasted, and the part of it to draw anew. */
export class Source extends EventTarget {
  #picture = null;
  #size = { width: 64, height: 64 };
  #whole = false;
  #mask = null;
  #editor = new MaskEditor();

  constructor() {
    super();
    field("choose-source").addEventListener("click", () => field("source-file").click());
    field("source-file").addEventListener("change", () => this.#chooseFrom(field("source-file").files));
    field("remove-source").addEventListener("click", () => this.clear());
    field("whole-source").addEventListener("click", () => this.#toggleWhole());
    field("change-part").addEventListener("click", () => this.changePart());
    this.#acceptDrops(document.documentElement);
    addEventListener("paste", (event) => this.#chooseFrom(event.clipboardData?.files ?? []));
  }

  get isChosen() {
    return this.#picture !== null;
  }

  /** {source, mask}: base64 of PNGs, or null. */
  get order() {
    const source = this.isChosen ? base64Of(this.#canvas()) : null;
    return { source, mask: source === null ? null : (this.#mask?.toBase64() ?? null) };
  }

  /** The size that is drawn at, "64x64": the picture is cut anew to fit it. */
  set size(size) {
    const { width, height } = dimensions(size);
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#mask = null;
      this.#show();
    }
  }

  /** Base64 of a picture that was drawn here, by its file's path, at the size that is drawn at. */
  async read(path) {
    return base64Of(fitted(await decoded(await api.file(path)), this.#size, false));
  }

  /** Begins from a picture that was drawn here, by its file's path. */
  async load(path) {
    this.#take({ bitmap: await decoded(await api.file(path)), name: "This picture" });
  }

  /** Begins again from what an earlier order began from, where this browser still has it. */
  async restore({ request, source, mask }) {
    this.clear();
    if (source !== null) {
      this.#take({ bitmap: await fromBase64(source), name: "The picture" });
      this.#mask = mask === null ? null : await Mask.fromBase64(mask);
      this.#show();
    } else if (request.edit) {
      field("source-trouble").textContent = "The picture that this began from isn’t kept here: choose it again.";
    }
  }

  clear() {
    field("source-trouble").textContent = "";
    this.#picture = null;
    this.#mask = null;
    this.#show();
  }

  /** Lets the visitor mark what is to be drawn anew. */
  changePart() {
    this.#editor.open(this.#canvas(), this.#mask, (mask) => {
      this.#mask = mask;
      this.#show();
    });
  }

  async #chooseFrom(files) {
    const file = [...files].find((one) => one.type.startsWith("image/")) ?? files[0];
    field("source-trouble").textContent = "";
    if (file) {
      try {
        this.#take({ bitmap: await decoded(file), name: file.name });
      } catch (error) {
        field("source-trouble").textContent = error.message;
      }
    }
    field("source-file").value = "";
  }

  #take(picture) {
    field("source-trouble").textContent = "";
    this.#picture = picture;
    this.#whole = false;
    this.#mask = null;
    this.#show();
  }

  #toggleWhole() {
    this.#whole = !this.#whole;
    this.#mask = null;
    this.#show();
  }

  #canvas() {
    return fitted(this.#picture.bitmap, this.#size, this.#whole);
  }

  #show() {
    field("source").hidden = !this.isChosen;
    field("choose-source").hidden = this.isChosen;
    field("strength-setting").hidden = !this.isChosen;
    if (this.isChosen) {
      this.#showPicture();
    }
    this.dispatchEvent(new Event("change"));
  }

  #showPicture() {
    const { bitmap } = this.#picture;
    copyTo(field("source-picture"), this.#canvas());
    if (this.#mask !== null) {
      const marks = document.createElement("canvas");
      this.#mask.drawTo(marks, [214, 63, 140, 150]);
      field("source-picture").getContext("2d").drawImage(marks, 0, 0);
    }
    field("source-note").textContent = this.#note();
    const isSameShape = bitmap.width * this.#size.height === bitmap.height * this.#size.width;
    field("whole-source").hidden = isSameShape;
    field("whole-source").textContent = this.#whole ? "Show its middle" : "Show it whole";
    field("change-part").textContent = this.#mask === null ? "Change only a part" : "Change the marked part";
  }

  /** What was done to it before it leaves the browser. */
  #note() {
    const { bitmap, name } = this.#picture;
    const { width, height } = this.#size;
    if (bitmap.width === width && bitmap.height === height) {
      return `${name}, as it is.`;
    }
    const cut = bitmap.width * height === bitmap.height * width ? "" : this.#whole ? "shown whole and " : "cut to its middle and ";
    return `${name}, ${cut}made ${width} × ${height} for this model here in your browser.`;
  }

  #acceptDrops(target) {
    target.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) {
        event.preventDefault();
        target.classList.add("dropping");
      }
    });
    target.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) {
        target.classList.remove("dropping");
      }
    });
    target.addEventListener("drop", (event) => {
      target.classList.remove("dropping");
      if (event.dataTransfer.files.length > 0) {
        event.preventDefault();
        this.#chooseFrom(event.dataTransfer.files);
      }
    });
  }
}
