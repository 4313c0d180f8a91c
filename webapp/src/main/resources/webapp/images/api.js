import { GatewayError, bearer, call, json } from "../gateway.js";
import { serverEvents } from "../stream.js";

const JOBS = "/v1/images/jobs";
const FILE = /^\/v1\/images\/files\/[0-9a-f]{64}\.png$/;
const POST_JSON = { method: "POST", headers: { "Content-Type": "application/json" } };

/** What an order with this body would cost at most. */
export function quote(body) {
  return json("/v1/quote?endpoint=/v1/images/generations", { ...POST_JSON, body: JSON.stringify(body) });
}

/** The words of a model's training captions, and its styles. */
export function vocabulary(model) {
  return json("/v1/images/vocabulary?model=" + encodeURIComponent(model));
}

/** Begins a job, paid by payer: its document, at once. The same key sent again is the same job. */
export async function begin(payer, body, key) {
  const path = body.image === undefined ? "/v1/images/generations" : "/v1/images/edits";
  const headers = { ...POST_JSON.headers, Prefer: "respond-async", "Idempotency-Key": key };
  const options = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await call(path, options, (url, rest) => payer.fetch(url, rest));
  return response.json();
}

/** Yields a job's events from what is known now to its end; throws when they break off before it. */
export async function* events(id, signal) {
  const response = await call(jobPath(id) + "/events", { headers: { Accept: "text/event-stream" }, signal });
  try {
    for await (const event of serverEvents(response.body)) {
      if (event.data === "[DONE]") {
        return;
      }
      yield JSON.parse(event.data);
    }
  } catch (error) {
    // What a body that breaks off throws.
    throw error.name === "TypeError" ? connectionLost() : error;
  }
  throw connectionLost();
}

export function cancel(id) {
  return json(jobPath(id) + "/cancel", { method: "POST" });
}

/** Deletes a job and its pictures; one that is gone already is as good as deleted. */
export async function remove(id) {
  try {
    await call(jobPath(id), { method: "DELETE" });
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
  }
}

/** The jobs of the account that an access key reads, newest first: {data, has_more}. */
export function jobs(accessKey, after) {
  const from = after ? "&after=" + encodeURIComponent(after) : "";
  return json(`${JOBS}?limit=20${from}`, { headers: bearer(accessKey) });
}

/** A picture's file as served; a GatewayError of status 404 means that it is no longer kept. */
export async function file(path) {
  const response = await call(path, {});
  return response.blob();
}

/** The path of a picture's file at this gateway, or null for any other address. */
export function filePath(url) {
  const parsed = URL.parse(String(url ?? ""), location.href);
  return parsed !== null && FILE.test(parsed.pathname) ? parsed.pathname : null;
}

function jobPath(id) {
  return JOBS + "/" + encodeURIComponent(id);
}

function connectionLost() {
  return new GatewayError(200, "connection_lost", "The stream ended before the job was done.");
}
