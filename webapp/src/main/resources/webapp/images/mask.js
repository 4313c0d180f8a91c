import { base64Of, blank, fromBase64 } from "./pixels.js";

/** Which pixels of a picture are to be drawn anew. */
export class Mask {
  #marked;

  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.#marked = new Uint8Array(width * height);
  }

  /** Marks, or unmarks, a round brush's way from one point to another. */
  line(from, to, diameter, mark) {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)));
    for (let i = 0; i <= steps; i++) {
      const t = i / steps;
      this.#dot(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t, diameter / 2, mark);
    }
  }

  rectangle(left, top, width, height, mark) {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      const [start, end] = [Math.max(0, left), Math.min(this.width, left + width)];
      if (start < end) {
        this.#marked.fill(mark ? 1 : 0, y * this.width + start, y * this.width + end);
      }
    }
  }

  clear() {
    this.#marked.fill(0);
  }

  /** How many pixels are marked. */
  get count() {
    return this.#marked.reduce((sum, one) => sum + one, 0);
  }

  /** Base64 of the PNG that the API takes: marked pixels are transparent. */
  toBase64() {
    return base64Of(this.#canvas((marked) => [0, 0, 0, marked ? 0 : 255]));
  }

  /** Draws the marks in a colour, [red, green, blue, alpha], over nothing. */
  drawTo(canvas, colour) {
    canvas.width = this.width;
    canvas.height = this.height;
    canvas.getContext("2d").drawImage(this.#canvas((marked) => (marked ? colour : [0, 0, 0, 0])), 0, 0);
  }

  static async fromBase64(text) {
    const bitmap = await fromBase64(text);
    const context = blank(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const mask = new Mask(bitmap.width, bitmap.height);
    mask.#marked.forEach((_, i) => (mask.#marked[i] = data[i * 4 + 3] < 128 ? 1 : 0));
    return mask;
  }

  /** A pixel is within a brush when its middle is; the finest brush marks the pixel it is in. */
  #dot(x, y, radius, mark) {
    const reach = Math.max(radius, Math.SQRT1_2);
    for (let row = Math.floor(y - reach); row <= y + reach; row++) {
      for (let column = Math.floor(x - reach); column <= x + reach; column++) {
        const inside = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= reach;
        if (inside && row >= 0 && column >= 0 && row < this.height && column < this.width) {
          this.#marked[row * this.width + column] = mark ? 1 : 0;
        }
      }
    }
  }

  #canvas(colourOf) {
    const canvas = blank(this.width, this.height);
    const image = new ImageData(this.width, this.height);
    this.#marked.forEach((marked, i) => image.data.set(colourOf(marked), i * 4));
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }
}
