import { AccessKeyForm } from "../account/access-key.js";
import { Account } from "../account/account.js";
import { showBudget } from "../account/budget.js";
import { Funds } from "../account/funds.js";
import { showReceipt } from "../receipt.js";
import { troubleOf } from "../trouble.js";
import * as api from "./api.js";
import { Follower } from "./follower.js";
import { Gallery } from "./gallery.js";
import { hasEnded, newJob, orderOf, takeDocument } from "./job.js";
import { Price } from "./price.js";
import { Prompt } from "./prompt.js";
import { Source } from "./source.js";
import { Studio, newSeed } from "./studio.js";
import { Viewer } from "./viewer.js";

/** An order whose sending a reload cut off is sent again only while the visitor still expects it. */
const SEND_AGAIN_WITHIN_MS = 120_000;
/** How much of a picture close variations draw anew. */
const CLOSE = 0.4;
/** And how much of a marked part. */
const PART = 0.9;

const field = (id) => document.getElementById(id);
const account = new Account();
new AccessKeyForm(account);
new Funds(account);
const prompt = new Prompt(() => field("studio").requestSubmit());
const source = new Source();
const studio = new Studio(prompt);
const price = new Price(field("price"));
const follower = new Follower((job) => onChange(job));
const openSettings = () => field("settings").showPopover();
const receipt = (job) => showReceipt(job.receipt, account.currentKey);
let lastPaid = null;

const viewer = new Viewer({ otherSeeds, closeVariations, remix, startFrom, changePart, receipt, remove });
const gallery = new Gallery({
  open: (job, image) => viewer.open(job, image),
  cancel,
  remix: (job) => remix(job, job.images[0]),
  receipt,
  remove,
  again,
  openSettings,
  erc20: () => account.state?.erc20 ?? { symbol: "DevUSD", decimals: 6 },
  paidBy: () => account.kind,
});

/** Orders what the studio shows, for no more than the price that it shows. */
async function draw() {
  if (!studio.hasModel) {
    await studio.loadModels().catch(() => {});
  }
  const request = studio.request();
  if (prompt.text !== "") {
    order(request, { ...source.order, maxCost: await price.ceilingOf(request) });
  }
}

function order(request, from) {
  const job = newJob({ ...request, seed: request.seed ?? newSeed() }, from);
  gallery.add(job);
  return send(job);
}

/** A job's way to the gateway; from then on it goes on by itself, and is only followed. */
async function send(job) {
  say("Sent to be drawn.");
  try {
    const document = await account.pay((payer) => {
      lastPaid = { job, payer };
      return api.begin(payer, orderOf(job), job.key);
    });
    takeDocument(job, document);
    follow(job);
  } catch (error) {
    job.state = "failed";
    job.trouble = troubleOf(error);
    if (error.code === "max_cost_exceeded") {
      price.forget();
      price.update(studio.request());
    }
  }
  gallery.save(job);
  if (hasEnded(job)) {
    end(job);
  }
}

function follow(job) {
  if (!hasEnded(job)) {
    follower.follow(job);
  }
}

function onChange(job) {
  if (job.deleted) {
    return;
  }
  if (hasEnded(job)) {
    gallery.save(job);
    end(job);
  } else {
    gallery.change(job);
  }
}

/** What a job cost is known when it ends; a channel can be told so only of its last call. */
function end(job) {
  if (lastPaid?.job === job && job.usage?.cost !== undefined) {
    lastPaid.payer.spent(job.usage.cost);
    lastPaid = null;
  }
  say(gallery.spoken(job));
  account.refresh();
}

async function cancel(job) {
  try {
    takeDocument(job, await api.cancel(job.id));
  } catch (error) {
    say(troubleOf(error).message);
  }
  onChange(job);
}

/** What brought nothing is ordered again in its place; what brought a part is kept. */
function again(job) {
  if (job.id !== null && !hasEnded(job)) {
    follow(job);
    gallery.change(job);
    return;
  }
  if (job.images.some((image) => image.url)) {
    order(job.request, job);
    return;
  }
  const isSafeTwice = job.trouble?.status === 0;
  const fresh = newJob(job.request, { source: job.source, mask: job.mask });
  gallery.remove(job);
  gallery.add(isSafeTwice ? { ...fresh, key: job.key } : fresh);
  send(gallery.jobs[0]);
}

async function remix(job, image) {
  await studio.fill({ ...job.request, n: 1, seed: image?.seed ?? job.request.seed });
  await source.restore(job.source, job.mask);
  toStudio();
}

function otherSeeds(job, image, { n, maxCost }) {
  order({ ...job.request, n, seed: newSeed() }, { source: job.source, mask: job.mask, maxCost });
}

async function closeVariations(job, image, { n, maxCost }) {
  await source.load(image.url);
  const { source: from } = source.order;
  source.clear();
  order({ ...job.request, n, seed: newSeed(), strength: CLOSE }, { source: from, maxCost });
}

async function startFrom(job, image) {
  await studio.fill({ ...job.request, seed: undefined });
  await source.load(image.url);
  toStudio();
}

async function changePart(job, image) {
  await startFrom(job, image);
  studio.strength = PART;
  source.changePart();
}

async function remove(job) {
  if (!(await isSure(job))) {
    return;
  }
  viewer.close();
  try {
    if (job.id !== null) {
      await api.remove(job.id);
    }
    gallery.remove(job);
    say("Deleted.");
  } catch (error) {
    job.trouble = troubleOf(error);
    gallery.change(job);
  }
}

function isSure(job) {
  const dialog = field("sure");
  const drawn = job.images.filter((image) => image.url).length;
  field("sure-text").textContent =
    drawn > 1 ? `All ${drawn} pictures of this order go, and links to them stop working.` : "Links to it stop working.";
  dialog.returnValue = "keep";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true }),
  );
}

function toStudio() {
  field("studio").scrollIntoView({ block: "start" });
  prompt.focus();
}

function say(text) {
  field("status").textContent = text;
}

/** Takes up what was under way when the page went away. */
function resume(job) {
  if (job.id !== null) {
    follow(job);
  } else if (job.state === "sending" && Date.now() - job.createdAt < SEND_AGAIN_WITHIN_MS) {
    send(job);
  } else if (job.state === "sending") {
    Object.assign(job, { state: "failed", trouble: { status: 0, code: "page_left", message: "" } });
    gallery.save(job);
  }
}

async function loadListed() {
  if (account.kind !== "channel" && account.currentKey !== null) {
    const listed = await gallery.loadListed(account.currentKey).catch(() => []);
    listed.forEach((job) => follow(job));
  }
}

function onChoice() {
  source.size = studio.size || "64x64";
  price.update(studio.request());
}

field("studio").addEventListener("submit", (event) => {
  event.preventDefault();
  draw();
});
field("older").addEventListener("click", loadListed);
field("suggestions").addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (chip) {
    prompt.text = chip.textContent.trim();
    field("studio").requestSubmit();
  }
});
studio.addEventListener("change", onChoice);
source.addEventListener("change", () => price.update(studio.request()));
showBudget(account, field("budget"));
account.refresh();
studio.loadModels().catch(() => {});
gallery.jobs.forEach(resume);
loadListed();
document.body.classList.add("ready");
