import { element } from "./element.js";

// Refusals in plain words. What the gateway says itself is shown only where nothing here fits.

const BY_CODE = { unreachable: "The gateway can’t be reached. Is it still running?" };

/** What a refused payment means, by who was to pay. */
const BY_PAYER = {
  channel: (what) => `Your own money doesn’t cover ${what}. Add more in Settings.`,
  key: (what) => `The balance of your access key is too small for ${what}.`,
  trial: () => "The free trial budget is spent. Pay with your own money or an access key in Settings to go on.",
};

const BY_STATUS = {
  401: "This access key isn’t known here. Check it in Settings.",
  404: "This model isn’t offered any more. Choose another in Settings.",
};

/** What the page keeps of an error, to show now and after a reload. */
export function troubleOf(error) {
  return { status: error.status ?? 0, code: error.code ?? "", message: String(error.message ?? "") };
}

/**
 * One sentence or two for the visitor. Texts are the page's own: {what, byCode, byStatus}, and otherwise
 * for what has no code that is known, where the status would say nothing.
 */
export function wording({ code, status, message }, paidBy, { what, byCode, byStatus, otherwise }) {
  const known = byCode[code] ?? BY_CODE[code] ?? otherwise;
  if (known) {
    return known;
  }
  if (status === 402) {
    return BY_PAYER[paidBy](what);
  }
  return byStatus[status] ?? BY_STATUS[status] ?? unknown(message);
}

/** Shows what went wrong, with what the visitor can do about it. */
export function troubleBox(text, trouble, { again, openSettings }) {
  const retry = button("Try again", again);
  const settings = button("Settings", openSettings);
  settings.hidden = !isForSettings(trouble);
  return element("div", { className: "trouble" }, element("p", {}, text), element("div", {}, retry, settings));
}

/** Whether the visitor can mend it in Settings. */
function isForSettings({ status }) {
  return [401, 402, 404].includes(status);
}

function button(text, onClick) {
  const made = element("button", { type: "button", className: "small" }, text);
  made.addEventListener("click", onClick);
  return made;
}

function unknown(message) {
  return message === "" ? "Something went wrong." : "That didn’t work: " + message;
}
