// Keccak-256 with Ethereum's padding: https://keccak.team/keccak_specs_summary.html

const RATE_BYTES = 136;
const MASK = (1n << 64n) - 1n;
const [ROUND_CONSTANTS, ROTATIONS, LANES] = tables();

/** The 32 bytes of Keccak-256 over bytes. */
export function keccak256(bytes) {
  const state = new Array(25).fill(0n);
  for (const block of blocks(bytes)) {
    for (let i = 0; i < RATE_BYTES / 8; i++) {
      state[i] ^= block.getBigUint64(8 * i, true);
    }
    permute(state);
  }
  const out = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 4; i++) {
    out.setBigUint64(8 * i, state[i], true);
  }
  return new Uint8Array(out.buffer);
}

function* blocks(bytes) {
  const padded = new Uint8Array((Math.floor(bytes.length / RATE_BYTES) + 1) * RATE_BYTES);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  for (let at = 0; at < padded.length; at += RATE_BYTES) {
    yield new DataView(padded.buffer, at, RATE_BYTES);
  }
}

function permute(state) {
  for (const constant of ROUND_CONSTANTS) {
    theta(state);
    rhoAndPi(state);
    chi(state);
    state[0] ^= constant;
  }
}

function theta(state) {
  const parity = [0, 1, 2, 3, 4].map((x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]);
  for (let i = 0; i < 25; i++) {
    state[i] ^= parity[(i + 4) % 5] ^ rotate(parity[(i + 1) % 5], 1n);
  }
}

function rhoAndPi(state) {
  let moved = state[1];
  for (let i = 0; i < 24; i++) {
    const next = state[LANES[i]];
    state[LANES[i]] = rotate(moved, ROTATIONS[i]);
    moved = next;
  }
}

function chi(state) {
  for (let row = 0; row < 25; row += 5) {
    const old = state.slice(row, row + 5);
    for (let x = 0; x < 5; x++) {
      state[row + x] = old[x] ^ (~old[(x + 1) % 5] & MASK & old[(x + 2) % 5]);
    }
  }
}

function rotate(lane, by) {
  return ((lane << by) | (lane >> (64n - by))) & MASK;
}

function tables() {
  const constants = [];
  let bit = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (bit & 1) {
        constant |= 1n << ((1n << BigInt(j)) - 1n);
      }
      bit = (bit << 1) ^ (bit >> 7 ? 0x171 : 0);
    }
    constants.push(constant);
  }
  const rotations = [];
  const lanes = [];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    rotations.push(BigInt((((t + 1) * (t + 2)) / 2) % 64));
    [x, y] = [y, (2 * x + 3 * y) % 5];
    lanes.push(x + 5 * y);
  }
  return [constants, rotations, lanes];
}
