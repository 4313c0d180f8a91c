import { keep, recall } from "../storage.js";
import * as api from "./api.js";
import { JobCard } from "./card.js";
import { jobFrom, keepsake, takeDocument } from "./job.js";

/** More would not fit the browser's storage; older ones are still listed by the gateway. */
const MAX_KEPT = 150;
const STORED = "images.jobs";

const field = (id) => document.getElementById(id);

/** The visitor's jobs, newest first, kept across reloads and searched by their words. */
export class Gallery {
  #jobs = stored();
  #cards = new Map();
  #actions;
  #after = null;

  constructor(actions) {
    this.#actions = actions;
    field("search").addEventListener("input", () => this.#search());
    this.#jobs.forEach((job) => this.#show(job));
    this.#search();
  }

  get jobs() {
    return this.#jobs;
  }

  /** Shows a new job. */
  add(job) {
    this.#jobs.unshift(job);
    this.#show(job);
    field("search").value = "";
    this.#search();
  }

  /** Shows what changed of a job; how it stands is kept when it matters after a reload. */
  change(job) {
    this.#cards.get(job.key)?.change();
  }

  /** Brings a job into sight, where the page is too small to show it beside the settings. */
  reveal(job) {
    const { node } = this.#cards.get(job.key);
    const { top, bottom } = node.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) {
      node.scrollIntoView({ block: "start" });
    }
  }

  /** What a screen reader hears of a job that has ended. */
  spoken(job) {
    return this.#cards.get(job.key).spoken();
  }

  remove(job) {
    this.#drop(job);
    field("gallery-title").focus(); // else the focus would go with the card
  }

  /** Drops what the gateway listed of this very job before its answer said that it is the same. */
  dropTwinOf(job) {
    this.#jobs.filter((one) => one !== job && one.id === job.id).forEach((twin) => this.#drop(twin));
  }

  /** Keeps one job; another tab's are left as they are. */
  save(job) {
    this.change(job);
    this.#store((kept) => {
      const others = kept.filter((one) => one.key !== job.key);
      return [keepsake(job), ...others].sort((one, other) => other.createdAt - one.createdAt).slice(0, MAX_KEPT);
    });
  }

  /** Adds what the gateway lists for an access key and this browser does not know; returns the new ones. */
  async loadListed(accessKey) {
    const { data, has_more: hasMore } = await api.jobs(accessKey, this.#after);
    this.#after = data.at(-1)?.id ?? this.#after;
    field("older").hidden = !hasMore;
    return data.map((document) => this.#take(document)).filter(Boolean);
  }

  #take(document) {
    const known = this.#jobs.find((job) => job.id === document.id);
    if (known) {
      takeDocument(known, document);
      this.change(known);
      return null;
    }
    const job = jobFrom(document);
    this.#jobs.push(job);
    this.#jobs.sort((one, other) => other.createdAt - one.createdAt);
    this.#show(job);
    this.#search();
    return job;
  }

  #show(job) {
    const card = new JobCard(job, this.#actions);
    this.#cards.set(job.key, card);
    const next = this.#jobs[this.#jobs.indexOf(job) + 1];
    field("jobs").insertBefore(card.node, this.#cards.get(next?.key)?.node ?? null);
  }

  #drop(job) {
    job.deleted = true;
    this.#jobs = this.#jobs.filter((one) => one !== job);
    this.#cards.get(job.key).node.remove();
    this.#cards.delete(job.key);
    this.#search();
    this.#store((kept) => kept.filter((one) => one.key !== job.key));
  }

  #search() {
    const words = field("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const job of this.#jobs) {
      const matches = words.every((word) => textOf(job).includes(word));
      this.#cards.get(job.key).node.hidden = !matches;
      found += matches ? 1 : 0;
    }
    field("found").textContent = words.length === 0 ? "" : `${found} of ${this.#jobs.length}`;
    field("search").hidden = this.#jobs.length === 0;
    field("welcome").hidden = this.#jobs.length > 0;
  }

  /** Where there is no room for all, the oldest go. */
  #store(change) {
    let jobs = change(stored());
    while (!keep(STORED, jobs) && jobs.length > 0) {
      jobs = jobs.slice(0, jobs.length >> 1);
    }
  }
}

/** What was kept, as far as it can still be read. */
function stored() {
  const jobs = recall(STORED, []);
  return Array.isArray(jobs) ? jobs.filter((job) => job?.key && job.request && Array.isArray(job.images)) : [];
}

function textOf({ request, images }) {
  const seeds = images.map((image) => "seed:" + image.seed);
  return [request.prompt, request.negative_prompt, request.model, ...seeds].join(" ").toLowerCase();
}
