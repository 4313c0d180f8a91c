// Pictures as canvases and as base64 of PNG files. Everything is decoded here, in the browser, without
// an element that could load from elsewhere.

const MAX_FILE_BYTES = 30 << 20;

/** Decodes a picture of the visitor's; throws, with a sentence for them, for what is none. */
export async function decoded(blob) {
  if (blob.size > MAX_FILE_BYTES) {
    throw new Error("This file is too large: pictures of up to 30 MB can be used.");
  }
  try {
    return await createImageBitmap(blob);
  } catch {
    throw new Error("This file can’t be read as a picture.");
  }
}

/** Draws a picture at a size: its middle, or the whole of it with white beside it. */
export function fitted(bitmap, { width, height }, whole) {
  const canvas = blank(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  const scales = [width / bitmap.width, height / bitmap.height];
  const scale = whole ? Math.min(...scales) : Math.max(...scales);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  context.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
  return canvas;
}

/** Shows one canvas, or a bitmap, in another as it is. */
export function copyTo(target, picture) {
  target.width = picture.width;
  target.height = picture.height;
  target.getContext("2d").drawImage(picture, 0, 0);
}

/** The PNG file of a canvas, as base64. */
export function base64Of(canvas) {
  return canvas.toDataURL("image/png").split(",")[1];
}

/** Decodes base64 of a PNG. */
export function fromBase64(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/png" }));
}

export function blank(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** "64x64" as numbers. */
export function dimensions(size) {
  const [width, height] = size.split("x").map(Number);
  return { width, height };
}
