import { ChannelError, paymentTerms } from "./channel/session-channel.js";
import { serverEvents } from "./stream.js";

/** A refusal by the gateway, with its stable code; status 0 means that no answer came at all. */
export class GatewayError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code ?? "";
  }
}

const CHAT = "/v1/chat/completions";

/** The models of a kind, "chat" or "image"; one whose kind is not said is for chat. */
export function models(kind) {
  return json("/v1/models").then((body) => body.data.filter((model) => (model.kind ?? "chat") === kind));
}

export function openTrial() {
  return json("/v1/accounts/trial", { method: "POST" });
}

export function account(accessKey) {
  return json("/v1/accounts/me", { headers: bearer(accessKey) }).then((body) => body.account ?? body);
}

export function receipt(id, accessKey) {
  return json(receiptPath(id), { headers: bearer(accessKey) });
}

export function receiptPath(id) {
  return "/v1/receipts/" + encodeURIComponent(id);
}

/** Asks for a streamed answer, fetched by whoever pays: its receipt's id at once, its parts as they come. */
export async function ask(payer, question, signal) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...question, stream: true, stream_options: { include_usage: true } }),
    signal,
  };
  const response = await call(CHAT, options, (url, rest) => payer.fetch(url, rest));
  return { receipt: response.headers.get("X-Tributary-Receipt"), parts: answerParts(response.body) };
}

/** Pays by an access key. */
export function keyPayer(accessKey) {
  return {
    fetch: (url, options) => fetch(url, { ...options, headers: { ...options.headers, ...bearer(accessKey) } }),
    spent: () => {},
  };
}

/** What this gateway asks of a payment channel, or null where it takes none. */
export async function channelTerms() {
  const response = await fetch(CHAT, { credentials: "omit", cache: "no-store" });
  return response.status === 402 ? paymentTerms(response) : null;
}

/** Has everything that a channel has not spent sent back to its payer. */
export function refund(channel) {
  return channel.refund(CHAT);
}

/** Asks a development chain's faucet for test money. */
export function testMoney(address) {
  const headers = { "Content-Type": "application/json" };
  return json("/v1/faucet", { method: "POST", headers, body: JSON.stringify({ address }) });
}

/** Yields {text, finish, usage}; throws when the stream reports an error or ends before it is done. */
async function* answerParts(body) {
  try {
    for await (const event of serverEvents(body)) {
      if (event.data === "[DONE]") {
        return;
      }
      yield answerPart(JSON.parse(event.data));
    }
  } catch (error) {
    // What a body that breaks off throws.
    throw error.name === "TypeError" ? connectionLost() : error;
  }
  throw connectionLost();
}

function answerPart(chunk) {
  if (chunk.error) {
    throw new GatewayError(200, chunk.error.code ?? "stream_error", chunk.error.message);
  }
  const choice = chunk.choices?.[0];
  return { text: choice?.delta?.content ?? "", finish: choice?.finish_reason, usage: chunk.usage };
}

function connectionLost() {
  return new GatewayError(200, "connection_lost", "The stream ended before the answer was done.");
}

/** Calls the gateway without paying, and reads its JSON; throws a GatewayError. */
export async function json(path, options) {
  const response = await call(path, options);
  return response.json();
}

/** Calls the gateway by a fetcher, which may pay; throws a GatewayError for any refusal. */
export async function call(path, options, fetcher = fetch) {
  let response;
  try {
    response = await fetcher(path, { ...options, credentials: "omit", cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    if (error instanceof ChannelError) {
      throw new GatewayError(402, error.code, error.message);
    }
    throw new GatewayError(0, "unreachable", "The gateway did not answer.");
  }
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new GatewayError(response.status, body.error?.code, body.error?.message ?? response.statusText);
  }
  return response;
}

/** The header that reads by an access key, if there is one. */
export function bearer(accessKey) {
  return accessKey ? { Authorization: "Bearer " + accessKey } : {};
}
