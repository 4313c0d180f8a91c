import { AccessKeyForm } from "../account/access-key.js";
import { Account } from "../account/account.js";
import { showBudget } from "../account/budget.js";
import { Funds } from "../account/funds.js";
import { showReceipt } from "../receipt.js";
import { Gallery } from "./gallery.js";
import { Orders } from "./orders.js";
import { Price } from "./price.js";
import { Prompt } from "./prompt.js";
import { Source } from "./source.js";
import { Studio } from "./studio.js";
import { Viewer } from "./viewer.js";

/** How much of a picture close variations draw anew. */
const CLOSE = 0.4;
/** And how much of a marked part. */
const PART = 0.9;

const field = (id) => document.getElementById(id);
const say = (text) => (field("status").textContent = text);
const openSettings = () => field("settings").showPopover();
const receipt = (job) => showReceipt(job.receipt, account.currentKey);

const account = new Account();
new AccessKeyForm(account);
new Funds(account);
const prompt = new Prompt(() => field("studio").requestSubmit());
const source = new Source();
const studio = new Studio(prompt);
const price = new Price(field("price"));
const gallery = new Gallery({
  open: (job, image) => viewer.open(job, image),
  cancel: (job) => orders.cancel(job),
  remix: (job) => remix(job, job.images[0]),
  again: (job) => orders.again(job),
  erc20: () => account.state?.erc20 ?? { symbol: "DevUSD", decimals: 6 },
  paidBy: () => account.kind,
  receipt,
  remove,
  openSettings,
});
const orders = new Orders(account, gallery, { say, onDearer });
const viewer = new Viewer({ otherSeeds, closeVariations, remix, startFrom, changePart, receipt, remove });

/** Orders what the studio shows, for no more than the price that it shows. */
async function draw() {
  if (!studio.hasModel) {
    await studio.loadModels().catch(() => {});
  }
  if (prompt.text === "") {
    prompt.focus();
    return;
  }
  const request = studio.request();
  orders.order(request, { ...source.order, maxCost: await price.ceilingOf(request) });
}

/** Shows all settings of an order, to change some and draw again. */
async function remix(job, image) {
  await studio.fill({ ...job.request, n: 1, seed: image?.seed ?? job.request.seed });
  await source.restore(job);
  toStudio();
}

function otherSeeds(job, image, { n, maxCost }) {
  orders.order({ ...job.request, n, seed: undefined }, { source: job.source, mask: job.mask, maxCost });
}

async function closeVariations(job, image, { n, maxCost }) {
  const near = await source.read(image.url);
  orders.order({ ...job.request, n, seed: undefined, strength: CLOSE }, { source: near, maxCost });
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
  if (await isSure(job)) {
    viewer.close();
    orders.remove(job);
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

function showPrice() {
  if (studio.hasModel) {
    price.update(studio.request());
  }
}

function onDearer() {
  price.forget();
  showPrice();
}

/** What was ordered with the same access key elsewhere; the page does without where it can't be had. */
async function loadListed() {
  if (account.kind !== "channel" && account.currentKey !== null) {
    const listed = await gallery.loadListed(account.currentKey).catch(() => []);
    listed.forEach((job) => orders.resume(job));
  }
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
    draw();
  }
});
studio.addEventListener("change", () => {
  source.size = studio.size || "64x64";
  showPrice();
});
showBudget(account, field("budget"));
account.refresh();
studio.loadModels().catch(() => {});
gallery.jobs.forEach((job) => orders.resume(job));
loadListed();
