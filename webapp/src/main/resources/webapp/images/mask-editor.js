import { Mask } from "./mask.js";
import { copyTo } from "./pixels.js";

const MARK_COLOUR = [214, 63, 140, 150];
const OUTLINE_COLOUR = "rgb(214 63 140)";

const field = (id) => document.getElementById(id);
const number = (id) => Math.trunc(Number(field(id).value)) || 0;

/** The dialog in which the part of a picture that is to be drawn anew is painted, or marked by numbers. */
export class MaskEditor {
  #mask = null;
  #from = null;
  #onUse = null;

  constructor() {
    const marks = field("mask-marks");
    marks.addEventListener("pointerdown", (event) => this.#begin(event));
    marks.addEventListener("pointermove", (event) => this.#move(event));
    marks.addEventListener("lostpointercapture", () => (this.#from = null));
    field("brush").addEventListener("input", () => this.#showBrush());
    field("mark-rect").addEventListener("click", () => this.#rectangle(true));
    field("unmark-rect").addEventListener("click", () => this.#rectangle(false));
    for (const id of ["rect-x", "rect-y", "rect-width", "rect-height"]) {
      field(id).addEventListener("input", () => this.#show(true));
      field(id).addEventListener("focus", () => this.#show(true));
      field(id).addEventListener("blur", () => this.#show(false));
    }
    field("clear-mask").addEventListener("click", () => this.#change(() => this.#mask.clear()));
    field("close-mask").addEventListener("click", () => field("mask").close());
    field("use-mask").addEventListener("click", () => this.#use());
    this.#showBrush();
  }

  /** Opens over a picture, a canvas; calls onUse(mask), with null when nothing is marked. */
  open(picture, mask, onUse) {
    this.#mask = mask ?? new Mask(picture.width, picture.height);
    this.#onUse = onUse;
    copyTo(field("mask-picture"), picture);
    this.#show(false);
    field("mask").showModal();
  }

  #use() {
    field("mask").close();
    this.#onUse(this.#mask.count > 0 ? this.#mask : null);
  }

  #begin(event) {
    event.preventDefault();
    field("mask-marks").setPointerCapture(event.pointerId);
    this.#from = this.#pointOf(event);
    this.#paintTo(this.#from);
  }

  #move(event) {
    if (this.#from !== null) {
      event.getCoalescedEvents().forEach((one) => this.#paintTo(this.#pointOf(one)));
    }
  }

  #paintTo(point) {
    const mark = document.querySelector("input[name=tool]:checked").value === "paint";
    this.#change(() => this.#mask.line(this.#from, point, number("brush"), mark));
    this.#from = point;
  }

  #pointOf(event) {
    const box = field("mask-marks").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.#mask.width;
    return { x, y: ((event.clientY - box.top) / box.height) * this.#mask.height };
  }

  #rectangle(mark) {
    const [x, y, width, height] = this.#outline();
    this.#change(() => this.#mask.rectangle(x, y, width, height, mark));
  }

  #outline() {
    return ["rect-x", "rect-y", "rect-width", "rect-height"].map(number);
  }

  #change(change) {
    change();
    this.#show(false);
  }

  #show(withOutline) {
    const canvas = field("mask-marks");
    this.#mask.drawTo(canvas, MARK_COLOUR);
    if (withOutline) {
      const [x, y, width, height] = this.#outline();
      const context = canvas.getContext("2d");
      context.strokeStyle = OUTLINE_COLOUR;
      context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    }
    const share = Math.round((100 * this.#mask.count) / (this.#mask.width * this.#mask.height));
    field("marked").textContent =
      this.#mask.count === 0 ? "Nothing is marked yet." : `${Math.max(1, share)} % of the picture is marked.`;
  }

  #showBrush() {
    field("brush-shown").textContent = `${field("brush").value} px`;
  }
}
