import { troubleOf } from "../trouble.js";
import * as api from "./api.js";
import { hasEnded, takeEvent } from "./job.js";

/** A browser opens six connections to one server, for all tabs: some must stay free for pictures and orders. */
const MAX_STREAMS = 2;
const MAX_TRIES = 6;
const FIRST_WAIT_MS = 250;

/** Follows jobs to their end, a few at a time in the order they came, through lost connections. */
export class Follower {
  #onChange;
  #waiting = [];
  #streams = 0;

  /** Calls onChange(job) after each event, and once more when a job was lost. */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  follow(job) {
    job.trouble = null;
    this.#waiting.push(job);
    this.#next();
  }

  async #next() {
    if (this.#streams >= MAX_STREAMS || this.#waiting.length === 0) {
      return;
    }
    const job = this.#waiting.shift();
    this.#streams++;
    try {
      await this.#toEnd(job);
    } catch (error) {
      lose(job, error);
      this.#onChange(job);
    }
    this.#streams--;
    this.#next();
  }

  async #toEnd(job) {
    for (let tries = 0; !hasEnded(job) && !job.deleted; tries++) {
      try {
        for await (const event of api.events(job.id)) {
          tries = 0;
          takeEvent(job, event);
          this.#onChange(job);
        }
      } catch (error) {
        if (tries >= MAX_TRIES || !isPassing(error)) {
          throw error;
        }
        await pause(FIRST_WAIT_MS * 2 ** tries);
      }
    }
  }
}

function isPassing(error) {
  return error.status === 0 || error.code === "connection_lost" || error.status === 429 || error.status >= 500;
}

/** What the gateway forgot has ended; what can't be reached may go on. */
function lose(job, error) {
  job.trouble = troubleOf(error);
  if (error.status === 404) {
    job.state = "failed";
  }
}

/** Waits, or until the browser is online again. */
function pause(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", done, { once: true });
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
  });
}
