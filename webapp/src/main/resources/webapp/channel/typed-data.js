import { keccak256 } from "./keccak.js";

// EIP-712 for structs without nested structs: https://eips.ethereum.org/EIPS/eip-712

const DOMAIN_FIELDS = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** Typed data as wallets take it, {domain, types, primaryType, message}, with amounts as decimal text. */
export function typedData(domain, primaryType, fields, message) {
  return { domain, types: { EIP712Domain: DOMAIN_FIELDS, [primaryType]: fields }, primaryType, message };
}

/** The 32 bytes that are signed. */
export function digest({ domain, types, primaryType, message }) {
  const separator = structHash("EIP712Domain", types.EIP712Domain, domain);
  return keccak256(concat(Uint8Array.of(0x19, 0x01), separator, structHash(primaryType, types[primaryType], message)));
}

/** Keccak-256 over 32-byte words, each {type, value}. */
export function hashWords(...words) {
  return keccak256(concat(...words.map(({ type, value }) => word(type, value))));
}

export function toHex(bytes) {
  return "0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text) {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) {
    throw new Error("not hex: " + text);
  }
  return Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function structHash(name, fields, value) {
  const type = `${name}(${fields.map((field) => field.type + " " + field.name).join(",")})`;
  return keccak256(concat(textHash(type), ...fields.map((field) => word(field.type, value[field.name]))));
}

function word(type, value) {
  if (type === "string") {
    return textHash(value);
  }
  const bytes = type.startsWith("uint") ? number(type, value) : fixed(type, value);
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return padded;
}

function number(type, value) {
  const amount = BigInt(value);
  if (amount < 0n || amount >> BigInt(type.slice("uint".length)) !== 0n) {
    throw new Error(`${value} is no ${type}`);
  }
  return fromHex("0x" + amount.toString(16).padStart(64, "0"));
}

function fixed(type, value) {
  const bytes = fromHex(value);
  if (bytes.length !== { address: 20, bytes32: 32 }[type]) {
    throw new Error(`${value} is no ${type}`);
  }
  return bytes;
}

function textHash(text) {
  return keccak256(new TextEncoder().encode(text));
}

function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
