import { getPublicKey, signAsync, utils } from "../vendor/secp256k1.js";
import { keccak256 } from "./keccak.js";
import { digest, fromHex, toHex } from "./typed-data.js";

/** An Ethereum-style key held by this page. */
export class SigningKey {
  #secret;

  /** The secret is 0x and 64 hex digits. */
  constructor(secret) {
    this.#secret = fromHex(secret);
    const point = getPublicKey(this.#secret, false);
    this.address = toHex(keccak256(point.subarray(1)).subarray(12));
  }

  static random() {
    return new SigningKey(toHex(utils.randomSecretKey()));
  }

  get secret() {
    return toHex(this.#secret);
  }

  /** r, s and v as 0x and 130 hex digits; the same data is always signed alike (RFC 6979). */
  async signTypedData(data) {
    const [recovery, ...rs] = await signAsync(digest(data), this.#secret, { prehash: false, format: "recovered" });
    return toHex(Uint8Array.of(...rs, 27 + recovery));
  }
}
