import { keccak256 } from "../channel/keccak.js";
import { fromHex, hashWords, toHex } from "../channel/typed-data.js";
import { Point, recoverPublicKey } from "../vendor/secp256k1.js";

// The receipt of one call as gateways sign it (EIP-712), in the JSON form in which it is published.

const COUNTS = "uint64 prompt,uint64 cached,uint64 completion,uint64 pixels";
const DELIVERED = "Delivered(address worker,address payout,uint64 modelTokens)";
const PRICES = `Prices(${COUNTS})`;
const SHARE = "Share(uint8 role,uint256 asset,address payee,uint128 millionths)";
const USAGE = `Usage(${COUNTS})`;
const RECEIPT =
  "Receipt(bytes32 callId,uint256 modelAsset,bytes32 contentHash,bytes32 channelTag,uint128 from,uint128 to," +
  "bytes32 request,bytes32 answer,Usage usage,Prices prices,uint64 period,uint32 termsVersion,Delivered[] workers," +
  `Share[] split,uint64 time)${DELIVERED}${PRICES}${SHARE}${USAGE}`;
const DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
export const ROLES = ["gateway", "worker", "owner"];

/** The 32 bytes that the gateway signed, as 0x and hex: the receipt's leaf in its epoch. */
export function receiptDigest(receipt, chainId, pool) {
  const domain = struct(
    DOMAIN,
    ["string", "Tributary Receipt"],
    ["string", "1"],
    ["uint256", chainId],
    ["address", pool],
  );
  const hash = struct(
    RECEIPT,
    ["bytes32", "0x" + receipt.callId.slice("call_".length).padEnd(64, "0")],
    ["uint256", receipt.modelAsset],
    ["bytes32", receipt.contentHash],
    ["bytes32", receipt.channelTag],
    ["uint128", receipt.from],
    ["uint128", receipt.to],
    ["bytes32", receipt.request],
    ["bytes32", receipt.answer],
    ["bytes32", counts(USAGE, receipt.usage)],
    ["bytes32", counts(PRICES, receipt.prices)],
    ["uint64", receipt.period],
    ["uint32", receipt.termsVersion],
    ["bytes32", list(receipt.workers.map(delivered))],
    ["bytes32", list(receipt.split.map(share))],
    ["uint64", receipt.time],
  );
  return keccakHex("0x1901" + domain.slice(2) + hash.slice(2));
}

/** Who signed a digest, by a signature of r, s and v. */
export function signerOf(digest, signature) {
  const bytes = fromHex(signature);
  const recovery = bytes[64] - 27;
  if (bytes.length !== 65 || (recovery !== 0 && recovery !== 1)) {
    throw new Error("not a signature: " + signature);
  }
  const key = recoverPublicKey(Uint8Array.of(recovery, ...bytes.subarray(0, 64)), fromHex(digest), { prehash: false });
  return toHex(keccak256(Point.fromBytes(key).toBytes(false).subarray(1)).subarray(12));
}

export function keccakHex(hex) {
  return toHex(keccak256(fromHex(hex)));
}

/** Keccak-256 of a text, as types and functions are named by. */
export function textHash(text) {
  return toHex(keccak256(new TextEncoder().encode(text)));
}

function counts(type, { prompt, cached, completion, pixels }) {
  return struct(type, ...[prompt, cached, completion, pixels].map((count) => ["uint64", count]));
}

function delivered({ worker, payout, modelTokens }) {
  return struct(DELIVERED, ["address", worker], ["address", payout], ["uint64", modelTokens]);
}

function share({ role, asset, payee, millionths }) {
  const number = ROLES.indexOf(role);
  return struct(SHARE, ["uint8", number], ["uint256", asset], ["address", payee], ["uint128", millionths]);
}

function struct(type, ...fields) {
  const words = [["bytes32", textHash(type)], ...fields];
  return toHex(hashWords(...words.map(([kind, value]) => ({ type: kind, value }))));
}

function list(hashes) {
  return keccakHex("0x" + hashes.map((hash) => hash.slice(2)).join(""));
}
