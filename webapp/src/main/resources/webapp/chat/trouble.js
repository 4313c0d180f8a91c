// Refusals in plain words. What the gateway says itself is shown only where nothing here fits.

const BY_CODE = {
  page_left: "The page was closed before the answer was done.",
  connection_lost: "The connection was lost before the answer was done.",
  unreachable: "The gateway can’t be reached. Is it still running?",
  context_length_exceeded: "This conversation is too long for the model. Start a new chat to go on.",
};

/** What a refused payment means, by who was to pay. */
const BY_PAYER = {
  channel: "Your own money doesn’t cover this question. Add more in Settings.",
  key: "The balance of your access key is too small for this question.",
  trial: "The free trial budget is spent. Pay with your own money or an access key in Settings to go on.",
};

const BY_STATUS = {
  401: "This access key isn’t known here. Check it in Settings.",
  404: "This model isn’t offered any more. Choose another in Settings.",
  429: "That was a lot of questions at once. Wait a moment, then try again.",
  503: "No worker is free to answer right now. Try again in a moment.",
};

/** What the page keeps of an error, to show now and after a reload. */
export function troubleOf(error) {
  return { status: error.status ?? 0, code: error.code ?? "", message: String(error.message ?? "") };
}

/** One sentence or two for the visitor. */
export function wording(trouble, answerBegan, paidBy) {
  if (trouble.code in BY_CODE) {
    return BY_CODE[trouble.code];
  }
  if (answerBegan) {
    return "The answer was cut off here: the worker writing it stopped.";
  }
  if (trouble.status === 402) {
    return BY_PAYER[paidBy];
  }
  if (trouble.status in BY_STATUS) {
    return BY_STATUS[trouble.status];
  }
  return trouble.message === "" ? "Something went wrong." : "That didn’t work: " + trouble.message;
}

/** Whether the visitor can mend it in Settings. */
export function isForSettings(trouble) {
  return [401, 402, 404].includes(trouble.status);
}
