import { Contracts } from "./contracts.js";
import { keccakHex, receiptDigest, signerOf } from "./digest.js";
import { cost, shares, sum } from "./split.js";

const MILLION = 1_000_000n;
// What the arbiter allows between a quote and the end of its call.
const LONGEST_CALL_SECONDS = 86_400n;
const CLOCK_TOLERANCE_SECONDS = 60n;

/**
 * Checks a receipt, as GET /v1/receipts/{id} answers it, by the chain alone: `call(to, data)` is an eth_call. `pool` and
 * `registry` are those that the visitor knows, or else those that the receipt names. Gives {check, outcome, said} for
 * each check, where the outcome is "holds", "fails", or "open" for what is not settled yet.
 */
export async function verifyReceipt(answer, call, { pool = answer.chain.pool, registry = answer.chain.registry } = {}) {
  const { receipt, signature } = answer.signed;
  const contracts = new Contracts(call, pool, registry);
  const digest = receiptDigest(receipt, answer.chain.id, pool);
  return [
    await finding("signature", () => signed(digest, signature, contracts)),
    await finding("arithmetic", () => arithmetic(receipt)),
    await finding("terms", () => terms(receipt, contracts)),
    await finding("split", () => split(receipt, contracts)),
    await finding("inclusion", () => inclusion(answer.inclusion, digest, contracts)),
  ];
}

class Open extends Error {}

async function finding(check, look) {
  try {
    return { check, outcome: "holds", said: await look() };
  } catch (error) {
    return { check, outcome: error instanceof Open ? "open" : "fails", said: error.message };
  }
}

async function signed(digest, signature, contracts) {
  const signer = signerOf(digest, signature);
  require(await contracts.isReceiptSigner(signer), `signed by ${signer}, which may not sign receipts`);
  return "by " + signer;
}

function arithmetic({ from, to, usage, prices, split: parts }) {
  const charge = BigInt(to) - BigInt(from);
  const priced = cost(usage, prices);
  require(charge >= 0n && priced === charge, `charged ${charge}, and what was used costs ${priced}`);
  const owed = sum(parts.map(({ millionths }) => millionths));
  require(owed === charge * MILLION, `the split sums to ${owed} millionths of ${charge}`);
  return `usage at its prices costs ${charge} base units, and the ${parts.length} shares sum to that`;
}

async function terms({ modelAsset, contentHash, period, termsVersion, prices, time }, contracts) {
  require(same(await contracts.contentHashOf(modelAsset), contentHash), `asset ${modelAsset} has other content`);
  const ended = BigInt(time) / 1000n;
  const now = BigInt(Math.floor(Date.now() / 1000));
  require(ended <= now + CLOCK_TOLERANCE_SECONDS, `ended at ${new Date(Number(time)).toISOString()}, which is to come`);
  const first = await contracts.periodOf(ended - LONGEST_CALL_SECONDS);
  const last = await contracts.periodOf(ended + CLOCK_TOLERANCE_SECONDS);
  require(first <= BigInt(period) && BigInt(period) <= last, `quoted in period ${period}, and ended in ${last}`);
  const inForce = await contracts.termsAt(modelAsset, period);
  require(inForce.version === BigInt(termsVersion), `version ${inForce.version} of the terms was in force`);
  const alike = Object.entries(inForce.prices).every(([name, price]) => price === BigInt(prices[name]));
  require(alike, "other prices than those of terms version " + termsVersion);
  return `asset ${modelAsset} with this content had version ${termsVersion} of its terms in period ${period}`;
}

async function split(receipt, contracts) {
  const { modelAsset, period, from, to, workers } = receipt;
  const paid = async (asset) => ({ asset, payee: await contracts.payeeAt(asset, period) });
  const table = await contracts.lineage(modelAsset);
  const ancestors = await Promise.all(table.map(async ({ asset, ppb }) => ({ ...(await paid(asset)), ppb })));
  const rates = await contracts.termsAt(modelAsset, period);
  require(workers.length > 0 && receipt.split.length > 0, "nobody is owed anything");
  const gateway = receipt.split[0].payee;
  const due = shares(BigInt(to) - BigInt(from), rates, gateway, workers, await paid(modelAsset), ancestors);
  require(due.length === receipt.split.length, `${receipt.split.length} shares, and ${due.length} parties are owed`);
  due.forEach((share, i) => {
    const shown = receipt.split[i];
    const alike = share.role === shown.role && share.asset === shown.asset && same(share.payee, shown.payee);
    require(
      alike && share.millionths === BigInt(shown.millionths),
      `share ${i} should be ${share.millionths} millionths for the ${share.role} ${share.payee}`,
    );
  });
  return "every share and payee is as the registry has it";
}

async function inclusion(shown, leaf, contracts) {
  if (!shown) {
    throw new Open("not shown: ask for the receipt again once it is settled");
  }
  const { payout_root, payees, total, receipts_root } = shown.roots;
  const root = rootOf(leaf, BigInt(shown.index), BigInt(shown.receipts), shown.siblings);
  require(same(hashed(root, shown.receipts), receipts_root), "the proof does not lead to the epoch's receipts");
  const roots = hashed(payout_root, payees, total, receipts_root);
  const place = `receipt ${shown.index} of ${shown.receipts} in epoch ${shown.epoch}`;
  const active = await contracts.activatedRoots(shown.epoch);
  if (BigInt(active) !== 0n) {
    require(same(active, roots), `the pool has other roots for epoch ${shown.epoch}`);
    return place + ", which is active";
  }
  const pending = await contracts.pending();
  const waits = pending.epoch === BigInt(shown.epoch) && same(pending.roots, roots);
  throw new Open(place + (waits ? ", which is pending" : ", which the pool does not know (yet)"));
}

/** Where a leaf's proof leads in a list of so many; an odd node moves up as it is. */
function rootOf(leaf, index, leaves, siblings) {
  require(index >= 0n && index < leaves, "no such place in the epoch");
  const left = [...siblings];
  let root = leaf;
  for (let [at, width] = [index, leaves]; width > 1n; [at, width] = [at / 2n, (width + 1n) / 2n]) {
    if ((at ^ 1n) < width) {
      require(left.length > 0, "the proof is too short");
      const sibling = left.shift();
      root = at % 2n === 0n ? hashed(root, sibling) : hashed(sibling, root);
    }
  }
  require(left.length === 0, "the proof is too long");
  return root;
}

/** Keccak-256 of words: hashes, or numbers in decimal text. */
function hashed(...words) {
  return keccakHex("0x" + words.map((word) => BigInt(word).toString(16).padStart(64, "0")).join(""));
}

function same(one, other) {
  return BigInt(one) === BigInt(other);
}

function require(holds, otherwise) {
  if (!holds) {
    throw new Error(otherwise);
  }
}
