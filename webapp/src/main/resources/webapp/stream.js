/** No honest event comes near this; a stream that does is refused. */
const MAX_EVENT_CHARACTERS = 1 << 20;

/**
 * Reads server-sent events from a body of bytes, as they come: yields {name, data}.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* serverEvents(body) {
  let event = { name: "message", lines: [] };
  for await (const line of lines(body)) {
    if (line === "") {
      if (event.lines.length > 0) {
        yield { name: event.name, data: event.lines.join("\n") };
      }
      event = { name: "message", lines: [] };
    } else {
      readField(line, event);
    }
  }
}

function readField(line, event) {
  const colon = line.indexOf(":");
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "data") {
    event.lines.push(value);
  } else if (field === "event") {
    event.name = value;
  }
}

async function* lines(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      pending += done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (pending.length > MAX_EVENT_CHARACTERS) {
        throw new Error("The answer's stream holds an event that is too large.");
      }
      // A carriage return at the very end may be half of a line end: leave it for the next bytes.
      const complete = done ? pending : pending.replace(/\r$/, "");
      const parts = complete.split(/\r\n|\n|\r/);
      pending = parts.pop() + pending.slice(complete.length);
      yield* parts;
      if (done) {
        return;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
