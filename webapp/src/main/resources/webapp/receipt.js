import { element } from "./element.js";
import { receipt as fetchReceipt, receiptPath } from "./gateway.js";
import { MILLIONTH_DECIMALS, decimal, emphasised, percent, permyriad } from "./money.js";

const ROLES = { gateway: "Gateway", worker: "Worker", model: "Model", dataset: "Data" };

/** Opens the receipt's dialog and fills it once the receipt is there. */
export async function showReceipt(id, accessKey) {
  const dialog = document.getElementById("receipt");
  document.getElementById("close-receipt").onclick = () => dialog.close();
  const body = document.getElementById("receipt-body");
  body.replaceChildren(element("p", { className: "quiet" }, "Fetching the receipt…"));
  body.setAttribute("aria-busy", "true");
  dialog.showModal();
  try {
    body.replaceChildren(...receiptParts(await fetchReceipt(id, accessKey)));
  } catch (error) {
    const text = error.status === 404 ? "This receipt isn’t ready yet, or is no longer kept." : error.message;
    body.replaceChildren(element("p", { className: "quiet" }, text));
  }
  body.removeAttribute("aria-busy");
}

/** The elements that show one receipt. */
function receiptParts(receipt) {
  const { erc20, decimals } = receipt.price;
  const whole = BigInt(receipt.charge) * 10n ** BigInt(MILLIONTH_DECIMALS);
  return [
    element("p", { className: "receipt-charge" }, decimal(receipt.charge, decimals), " ", element("span", {}, erc20)),
    element("p", { className: "receipt-lead" }, lead(receipt)),
    bar(receipt.split, whole),
    element("ol", { className: "shares" }, ...receipt.split.map((share) => row(share, whole, receipt.price))),
    check(receipt.split, whole),
    details(receipt),
  ];
}

function lead({ usage, status }) {
  const partial = status === "partial" ? " It was not finished; only what was delivered is charged." : "";
  const paidFor = isOfImages(usage)
    ? `${count(usage.pixels)} pixel-steps: the pixels drawn, times the steps that each took`
    : `${usage.prompt_tokens} model-tokens read and ${usage.completion_tokens} written`;
  return `Paid for ${paidFor}.${partial}`;
}

function isOfImages(usage) {
  return usage.pixels > 0;
}

function count(number) {
  return BigInt(number).toLocaleString("en-US");
}

function bar(split, whole) {
  const made = element("div", { className: "share-bar" });
  made.setAttribute("aria-hidden", "true");
  for (const share of split) {
    const part = element("span", { className: "role-" + roleOf(share) });
    part.style.flexGrow = String(permyriad(share.millionths, whole));
    made.append(part);
  }
  return made;
}

function row(share, whole, price) {
  const amount = emphasised(decimal(share.millionths, price.decimals + MILLIONTH_DECIMALS));
  return element(
    "li",
    { className: "share role-" + roleOf(share) },
    element(
      "div",
      { className: "share-who" },
      element("span", { className: "share-name" }, share.name),
      element("span", { className: "share-role" }, about(share)),
      escrow(share),
    ),
    element(
      "div",
      { className: "share-amount" },
      element("span", { className: "share-percent" }, percent(share.millionths, whole)),
      element(
        "span",
        { className: "digits" },
        amount.lead,
        element("b", {}, amount.telling),
        amount.rest,
        element("span", { className: "visually-hidden" }, " " + price.erc20),
      ),
    ),
  );
}

function about(share) {
  const parts = [ROLES[share.role] ?? share.role];
  if (share.licence) {
    parts.push(share.licence);
  }
  if (share.asset) {
    parts.push("asset #" + share.asset);
  }
  return parts.join(" · ");
}

function escrow(share) {
  return share.escrow ? element("span", { className: "share-escrow" }, "Held in escrow for this owner") : null;
}

/** Adds the shares up here, in the visitor's browser, rather than claim that they add up. */
function check(split, whole) {
  const sum = split.reduce((total, share) => total + BigInt(share.millionths), 0n);
  return sum === whole
    ? element("p", { className: "receipt-check" }, "The shares add up to the charge exactly.")
    : element("p", { className: "receipt-check wrong" }, "The shares do not add up to the charge.");
}

function details(receipt) {
  const { model, channel, price, terms, usage } = receipt;
  const facts = [
    ["Receipt", receipt.id],
    ["Time", new Date(receipt.time).toLocaleString()],
    ["Model", `${model.id}, recorded on-chain as asset #${model.asset}`],
    ["Model’s owner", model.owner],
    ["Content hash", model.contentHash],
    ...receipt.workers.map((worker) => [workerTerm(worker, usage), worker.address]),
    priceFact(price, usage),
    ["Terms", `version ${terms.version} of its owner’s terms, in period ${terms.period}`],
    ["Channel’s tag", channel.tag],
    ["Channel’s total", `${decimal(channel.from, price.decimals)} → ${decimal(channel.to, price.decimals)} ${price.erc20}`],
    ...receipt.split.map((share) => [`Paid to ${share.name}`, share.payee]),
    ["Signed by", receipt.signer],
    ["Signature", receipt.signed.signature],
  ].filter(([, value]) => value !== undefined && value !== null);
  return element(
    "details",
    { className: "receipt-details" },
    element("summary", {}, "Record and signature"),
    element("dl", {}, ...facts.flatMap(fact)),
    element("a", { href: receiptPath(receipt.id), target: "_blank", rel: "noopener" }, "Open as JSON"),
  );
}

function workerTerm(worker, usage) {
  return isOfImages(usage) ? "Worker" : `Worker, for ${worker.model_tokens} model-tokens`;
}

function priceFact(price, usage) {
  const [what, each] = isOfImages(usage)
    ? ["pixel-steps", decimal(price.pixels, price.decimals)]
    : ["model-tokens", prices(price)];
  return [`Price of ${count(price.per)} ${what}`, `${each} (${price.erc20})`];
}

function prices(price) {
  const amount = (text) => decimal(text, price.decimals);
  const again = price.cached === price.prompt ? "" : `${amount(price.cached)} read again, `;
  return `${amount(price.prompt)} read, ${again}${amount(price.completion)} written`;
}

function fact([term, value]) {
  return [element("dt", {}, term), element("dd", { className: value.startsWith("0x") ? "hex" : "" }, value)];
}

function roleOf(share) {
  return share.role in ROLES ? share.role : "other";
}
