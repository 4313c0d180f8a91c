import { SigningKey } from "./signing-key.js";

// A payer is {address, signTypedData(data)}: whoever owns the money of a channel.

const RECOVERY_FORMAT = "tributary-key-v1";

/** The visitor's wallet, by EIP-1193; it asks the visitor itself. */
export async function walletPayer(ethereum) {
  const [address] = await ethereum.request({ method: "eth_requestAccounts" });
  const signTypedData = (data) =>
    ethereum.request({ method: "eth_signTypedData_v4", params: [address, JSON.stringify(data)] });
  return { address, signTypedData };
}

/** A key made here for a visitor without a wallet. Its recovery file is all that brings it back. */
export function newKeyPayer() {
  return SigningKey.random();
}

/** The text of a key's recovery file. */
export function recoveryFile(key) {
  return JSON.stringify({ format: RECOVERY_FORMAT, address: key.address, secret: key.secret }, null, 2) + "\n";
}

/** The key of a recovery file; throws, naming what is wrong, for any other text. */
export function recoveredKey(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This is no recovery file: it is not JSON.");
  }
  if (file?.format !== RECOVERY_FORMAT || !/^0x[0-9a-f]{64}$/.test(file.secret)) {
    throw new Error("This is no recovery file: its format is not " + RECOVERY_FORMAT + ".");
  }
  const key = new SigningKey(file.secret);
  if (key.address !== file.address) {
    throw new Error("This recovery file is damaged: its key belongs to another address.");
  }
  return key;
}
