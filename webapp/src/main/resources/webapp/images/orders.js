import { troubleOf } from "../trouble.js";
import * as api from "./api.js";
import { Follower } from "./follower.js";
import { hasEnded, newJob, orderOf, takeDocument } from "./job.js";
import { newSeed } from "./studio.js";

/** An order whose sending a reload cut off is sent again only while the visitor still expects it. */
const SEND_AGAIN_WITHIN_MS = 120_000;

/** A job's way: sent and paid for, followed to its end, cancelled, ordered again, deleted. */
export class Orders {
  #account;
  #gallery;
  #say;
  #onDearer;
  #follower = new Follower((job) => this.#onChange(job));
  #lastPaid = null;
  #leaving = false;

  /** Calls say(text) with what a screen reader should hear, onDearer() when a price shown was too low. */
  constructor(account, gallery, { say, onDearer }) {
    this.#account = account;
    this.#gallery = gallery;
    this.#say = say;
    this.#onDearer = onDearer;
    addEventListener("pagehide", () => (this.#leaving = true));
    addEventListener("pageshow", () => (this.#leaving = false));
  }

  /** Orders; from is {source, mask, maxCost}, each of them or null. */
  order(request, from) {
    const job = newJob({ ...request, seed: request.seed ?? newSeed() }, from);
    this.#gallery.add(job);
    this.#gallery.reveal(job);
    this.#send(job);
  }

  /** What brought nothing is ordered again in its place; what brought a part is kept. */
  again(job) {
    if (job.id !== null && !hasEnded(job)) {
      this.#follower.follow(job);
      this.#gallery.change(job);
    } else if (job.images.some((image) => image.url)) {
      this.order(job.request, job);
    } else if (job.id === null && mayHaveArrived(job.trouble)) {
      // The same once more, by its key, is no second order.
      Object.assign(job, { state: "sending", trouble: null });
      this.#send(job);
    } else {
      this.#gallery.remove(job);
      this.order(job.request, { source: job.source, mask: job.mask });
    }
  }

  async cancel(job) {
    try {
      takeDocument(job, await api.cancel(job.id));
      this.#onChange(job);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  async remove(job) {
    try {
      if (job.id !== null) {
        await api.remove(job.id);
      }
      this.#gallery.remove(job);
      this.#say("Deleted.");
    } catch (error) {
      this.#fail(job, error);
    }
  }

  /** Takes up what was under way when the page went away. */
  resume(job) {
    if (job.id !== null) {
      this.#follow(job);
    } else if (job.state === "sending" && Date.now() - job.createdAt < SEND_AGAIN_WITHIN_MS) {
      this.#send(job);
    } else if (job.state === "sending") {
      Object.assign(job, { state: "failed", trouble: { status: 0, code: "page_left", message: "" } });
      this.#gallery.save(job);
    }
  }

  /** From the gateway's answer on a job goes on by itself, and is only followed. */
  async #send(job) {
    this.#say("Sent to be drawn.");
    this.#gallery.save(job);
    try {
      const document = await this.#account.pay((payer) => {
        this.#lastPaid = { job, payer };
        return api.begin(payer, orderOf(job), job.key);
      });
      takeDocument(job, document);
      this.#gallery.dropTwinOf(job);
      this.#gallery.save(job);
      this.#follow(job);
    } catch (error) {
      if (this.#leaving) {
        return; // kept as still being sent: the next load takes it up
      }
      job.state = "failed";
      job.trouble = troubleOf(error);
      this.#onChange(job);
      if (error.code === "max_cost_exceeded") {
        this.#onDearer();
      }
    }
  }

  #follow(job) {
    if (!hasEnded(job)) {
      this.#follower.follow(job);
    }
  }

  #onChange(job) {
    if (job.deleted) {
      return;
    }
    if (hasEnded(job)) {
      this.#gallery.save(job);
      this.#end(job);
    } else {
      this.#gallery.change(job);
    }
  }

  /** What a job cost is known when it ends; a channel can be told so only of its last call. */
  #end(job) {
    if (this.#lastPaid?.job === job && job.usage?.cost !== undefined) {
      this.#lastPaid.payer.spent(job.usage.cost);
      this.#lastPaid = null;
    }
    this.#say(this.#gallery.spoken(job));
    this.#account.refresh();
  }

  #fail(job, error) {
    job.trouble = troubleOf(error);
    this.#gallery.change(job);
    this.#say(this.#gallery.spoken(job));
  }
}

/** Whether an order that brought no job may be under way all the same. */
function mayHaveArrived(trouble) {
  return trouble !== null && (trouble.status === 0 || trouble.status >= 500 || trouble.code === "idempotency_call_running");
}
