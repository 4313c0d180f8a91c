import { element } from "../element.js";
import * as api from "./api.js";
import { hasEnded } from "./job.js";
import { copyTo, dimensions, fromBase64 } from "./pixels.js";

/** One picture of a job: a preview that grows clearer, then the picture, or that it is gone. */
export class Tile {
  #job;
  #image;
  #preview = element("canvas", { className: "pixels" });
  #progress = element("progress", {});
  #text = element("span", { className: "tile-text" });
  #picture = null;
  #previewed = null;

  constructor(job, image, onOpen) {
    this.#job = job;
    this.#image = image;
    this.#preview.setAttribute("aria-hidden", "true");
    this.node = element("button", { type: "button", className: "tile" }, this.#preview, this.#progress, this.#text);
    this.node.addEventListener("click", () => onOpen(image));
    this.show();
  }

  get isGone() {
    return this.#image.gone === true;
  }

  show() {
    const { url, preview } = this.#image;
    const isDrawing = !url && !hasEnded(this.#job);
    const { width, height } = dimensions(this.#job.request.size ?? "64x64");
    this.node.style.aspectRatio = `${width || 1} / ${height || 1}`;
    this.node.disabled = !url || this.isGone;
    this.node.classList.toggle("drawing", isDrawing);
    this.node.classList.toggle("gone", this.isGone);
    this.node.setAttribute("aria-label", this.#label());
    this.#progress.hidden = !isDrawing;
    if (isDrawing) {
      this.#showProgress();
    } else {
      this.#text.textContent = this.isGone ? "Expired" : url ? "" : "Not drawn";
    }
    if (preview && preview !== this.#previewed) {
      this.#showPreview(preview);
    }
    if (url && this.#picture === null) {
      this.#load(url);
    }
  }

  #showProgress() {
    const { step, steps, queue } = this.#image;
    this.#progress.max = steps || 1;
    this.#progress.value = step ?? 0;
    this.#progress.setAttribute("aria-label", "Picture " + (this.#image.index + 1));
    this.#text.textContent = queue > 0 ? place(queue) : step > 0 ? `${step} / ${steps}` : "";
  }

  async #showPreview(base64) {
    this.#previewed = base64;
    try {
      const bitmap = await fromBase64(base64);
      if (this.#previewed === base64) {
        copyTo(this.#preview, bitmap);
      }
    } catch {
      // A preview that can't be read is left out; the picture itself comes by another way.
    }
  }

  #load(url) {
    const { width, height } = dimensions(this.#job.request.size ?? "64x64");
    const picture = element("img", { className: "pixels", alt: "", draggable: false, loading: "lazy", width, height });
    this.#picture = picture;
    if (this.#job.expiresAt && this.#job.expiresAt < Date.now()) {
      this.#expire();
      return;
    }
    picture.addEventListener("load", () => this.#preview.remove());
    picture.addEventListener("error", () => this.#look(url));
    picture.src = url;
    this.#preview.after(picture);
  }

  /** Tells a picture that is gone from one that could not be fetched now. */
  async #look(url) {
    try {
      await api.file(url);
    } catch (error) {
      if (error.status === 404) {
        this.#expire();
        return;
      }
    }
    this.#picture.remove();
    this.#picture = null;
    this.#text.textContent = "Couldn’t be loaded";
  }

  #expire() {
    this.#image.gone = true;
    this.show();
  }

  #label() {
    const which = `Picture ${this.#image.index + 1} of ${this.#job.images.length}`;
    if (this.isGone) {
      return which + ", expired";
    }
    return this.#image.url ? `Open ${which.toLowerCase()}: ${this.#job.request.prompt}` : which + ", not there yet";
  }
}

/** A place in the line, counted as the gateway does: 1 is next. */
function place(queue) {
  return queue === 1 ? "Next in line" : `${queue - 1} before it`;
}
