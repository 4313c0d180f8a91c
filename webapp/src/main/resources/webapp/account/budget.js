import { plain } from "../money.js";

/** Keeps a node saying what is left to spend, and whose money it is. */
export function showBudget(account, node) {
  const show = () => (node.textContent = budget(account));
  account.addEventListener("change", show);
  show();
}

function budget({ kind, state }) {
  const name = kind === "trial" ? "Free trial" : "Balance";
  if (state === null) {
    return name;
  }
  const { symbol, decimals } = state.erc20;
  return `${name}: ${plain(BigInt(state.remaining), decimals)} ${symbol} left`;
}
