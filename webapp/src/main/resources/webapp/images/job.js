import { filePath } from "./api.js";

// A job is one order of pictures: {key, id, state, createdAt, expiresAt, request, source, mask, maxCost,
// images, usage, receipt, trouble, etaMs}. Its state is "sending" until the gateway has taken it, then the
// gateway's own. An image is {index, seed, step, steps, queue, preview, url, likes}.

const ENDED = new Set(["completed", "cancelled", "failed"]);
const MAX_IMAGES = 10;
/** What only the moment needs; kept, it would fill the browser's storage. */
const PASSING = { etaMs: undefined };
const PASSING_OF_IMAGE = { queue: undefined, preview: undefined };

/** A job that is about to be sent. Its key makes sending it twice harmless. */
export function newJob(request, { source = null, mask = null, maxCost = null }) {
  return {
    key: crypto.randomUUID(),
    id: null,
    state: "sending",
    createdAt: Date.now(),
    request,
    source,
    mask,
    maxCost,
    images: Array.from({ length: request.n }, (_, index) => ({ index, steps: request.steps })),
    trouble: null,
  };
}

/** A job that this browser did not order itself. */
export function jobFrom(document) {
  const job = { key: document.id, source: null, mask: null, maxCost: null, images: [], trouble: null, request: {} };
  takeDocument(job, document);
  return job;
}

export function hasEnded(job) {
  return ENDED.has(job.state);
}

/** Takes what an event of the job's stream says. */
export function takeEvent(job, event) {
  switch (event.type) {
    case "image_generation.progress":
      progress(job, event);
      break;
    case "image_generation.partial_image":
      progress(job, event);
      imageOf(job, event.index).preview = event.b64_json;
      break;
    case "image_generation.completed":
      complete(imageOf(job, event.index), event);
      break;
    case "image_job.completed":
    case "image_job.cancelled":
    case "image_job.failed":
      takeDocument(job, event.job);
      break;
  }
}

/** Takes the whole state that the gateway has of a job. */
export function takeDocument(job, document) {
  const { id, status, model, receipt, usage, error } = document;
  job.id = id;
  job.state = status;
  job.createdAt = document.created_at * 1000;
  job.expiresAt = document.expires_at ? document.expires_at * 1000 : undefined;
  job.request = { ...job.request, ...document.request, model: model ?? job.request.model };
  job.receipt = receipt ?? job.receipt;
  job.usage = usage ?? job.usage;
  job.trouble = error ? { status: 200, code: error.code ?? "", message: error.message ?? "" } : null;
  job.etaMs = document.eta_ms;
  for (const image of document.images ?? []) {
    takeImage(job, image);
  }
}

/** What is kept of a job across reloads. */
export function keepsake(job) {
  return { ...job, ...PASSING, images: job.images.map((image) => ({ ...image, ...PASSING_OF_IMAGE })) };
}

/** The body that orders a job. */
export function orderOf({ request, source, mask, maxCost }) {
  const { strength, edit, ...rest } = request;
  const from = source === null ? {} : { image: source, strength, ...(mask === null ? {} : { mask }) };
  const { mark_prompt, ...fields } = rest;
  const tributary = { ...(maxCost === null ? {} : { max_cost: maxCost }), ...(mark_prompt ? { mark_prompt } : {}) };
  return { ...fields, ...from, partial_images: 3, tributary };
}

function takeImage(job, { index, seed, step, steps, queue_position: queue, url, looks_most_like: likes }) {
  const image = imageOf(job, index);
  Object.assign(image, { step, steps, queue });
  if (url) {
    complete(image, { url, seed, looks_most_like: likes });
  } else {
    image.seed = seed ?? image.seed;
  }
}

function progress(job, { index, step, steps, queue_position: queue, seed, eta_ms: etaMs }) {
  const image = imageOf(job, index);
  Object.assign(image, { step, steps, queue: queue ?? image.queue, seed: seed ?? image.seed });
  job.etaMs = etaMs ?? job.etaMs;
  if (step > 0 || queue === 0) {
    job.state = "running";
  }
}

function complete(image, { url, seed, looks_most_like: likes }) {
  Object.assign(image, { url: filePath(url), seed: seed ?? image.seed, likes, queue: 0, preview: undefined });
}

function imageOf(job, index) {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_IMAGES) {
    throw new Error("The gateway named a picture that was not asked for.");
  }
  while (job.images.length <= index) {
    job.images.push({ index: job.images.length });
  }
  return job.images[index];
}
