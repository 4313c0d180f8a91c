import { wording as wordingOf } from "../trouble.js";

const TEXTS = {
  what: "this question",
  byCode: {
    page_left: "The page was closed before the answer was done.",
    connection_lost: "The connection was lost before the answer was done.",
    context_length_exceeded: "This conversation is too long for the model. Start a new chat to go on.",
  },
  byStatus: {
    429: "That was a lot of questions at once. Wait a moment, then try again.",
    503: "No worker is free to answer right now. Try again in a moment.",
  },
};
const BEGUN = { ...TEXTS, otherwise: "The answer was cut off here: the worker writing it stopped." };

/** One sentence or two for the visitor. */
export function wording(trouble, answerBegan, paidBy) {
  return wordingOf(trouble, paidBy, answerBegan ? BEGUN : TEXTS);
}
