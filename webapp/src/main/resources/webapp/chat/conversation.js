import { keep, recall } from "../storage.js";

/** Older turns are dropped from what the browser keeps. */
const MAX_KEPT_TURNS = 200;
/** A small model reads little: older turns are not sent. */
const MAX_SENT_MESSAGES = 12;
const MAX_SENT_CHARACTERS = 6000;

/**
 * The turns of one conversation, kept across reloads. A turn is one question and its answer:
 * {question, answer, state, receipt, charge, modelTokens, lengthLimited, trouble}, where state is one of
 * writing, done, stopped (by the visitor), cut (part of it came) and failed (nothing came).
 */
export class Conversation {
  #turns = recall("conversation", []).map(resumed);

  get turns() {
    return this.#turns;
  }

  begin(question) {
    const turn = { question, answer: "", state: "writing", receipt: null, charge: null, modelTokens: null };
    this.#turns.push(turn);
    this.save();
    return turn;
  }

  /** Makes a failed turn a new one in the same place. */
  again(turn) {
    Object.assign(turn, { answer: "", state: "writing", receipt: null, charge: null, modelTokens: null });
    turn.trouble = null;
    this.save();
  }

  clear() {
    this.#turns = [];
    this.save();
  }

  save() {
    this.#turns = this.#turns.slice(-MAX_KEPT_TURNS);
    keep("conversation", this.#turns.length > 0 ? this.#turns : null);
  }

  /** What is sent to the model to answer a turn: as much of the end as fits, always the question. */
  messagesUpTo(turn) {
    const messages = [{ role: "user", content: turn.question }];
    let characters = turn.question.length;
    const earlier = this.#turns.slice(0, this.#turns.indexOf(turn)).filter((one) => one.answer !== "");
    for (const one of earlier.reverse()) {
      characters += one.question.length + one.answer.length;
      if (messages.length + 2 > MAX_SENT_MESSAGES || characters > MAX_SENT_CHARACTERS) {
        break;
      }
      messages.unshift({ role: "user", content: one.question }, { role: "assistant", content: one.answer });
    }
    return messages;
  }
}

/** An answer that was being written when the page went away is a cut one. */
function resumed(turn) {
  if (turn.state !== "writing") {
    return turn;
  }
  const state = turn.answer === "" ? "failed" : "cut";
  return { ...turn, state, trouble: { code: "page_left" } };
}
