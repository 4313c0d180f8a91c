// Who is owed what of a charge, in millionths of a base unit: the rule of the contracts, in exact integers.

const MILLION = 1_000_000n;
const PPB = 1_000_000_000n;

/** What a usage costs, in whole base units. */
export function cost(usage, prices) {
  const [prompt, cached, completion, pixels] = numbers(usage);
  const [perPrompt, perCached, perCompletion, perPixel] = numbers(prices);
  if (cached > prompt) {
    throw new Error("more of the prompt was cached than there is");
  }
  const whole = (prompt - cached) * perPrompt + cached * perCached + completion * perCompletion + pixels * perPixel;
  return (whole + MILLION - 1n) / MILLION;
}

/** The shares in their order; the gateway's payee is its own affair, the others' are the registry's or the worker's. */
export function shares(charge, { workerBps, feeBps }, gateway, workers, owner, ancestors) {
  const fee = charge * 100n * feeBps;
  const work = charge * 100n * workerBps;
  const rest = charge * MILLION - fee - work;
  const passed = ancestors.map(({ ppb }) => (rest * ppb) / PPB);
  return [
    { role: "gateway", asset: "0", payee: gateway, millionths: fee },
    ...workerShares(workers, work),
    { role: "owner", asset: owner.asset, payee: owner.payee, millionths: rest - sum(passed) },
    ...ancestors.map(({ asset, payee }, i) => ({ role: "owner", asset, payee, millionths: passed[i] })),
  ];
}

export function sum(amounts) {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}

function workerShares(workers, work) {
  const all = sum(workers.map(({ modelTokens }) => modelTokens));
  const amounts = workers.map(({ modelTokens }) => (all === 0n ? 0n : (work * BigInt(modelTokens)) / all));
  amounts[amounts.length - 1] = work - sum(amounts.slice(0, -1));
  return workers.map(({ payout }, i) => ({ role: "worker", asset: "0", payee: payout, millionths: amounts[i] }));
}

function numbers({ prompt, cached, completion, pixels }) {
  return [prompt, cached, completion, pixels].map(BigInt);
}
