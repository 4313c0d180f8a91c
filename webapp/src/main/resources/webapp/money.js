// Amounts are whole numbers of the smallest unit, in strings; they never pass through a float.

/** A base unit is split into this many decimal places more on receipts. */
export const MILLIONTH_DECIMALS = 6;

/** The exact decimal text of a whole amount: ("41", 6) is "0.000041". */
export function decimal(amount, decimals) {
  const value = BigInt(amount);
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return sign + digits.slice(0, point) + (decimals > 0 ? "." + digits.slice(point) : "");
}

/** The whole amount of decimal text, exactly; throws for anything else. */
export function baseUnits(text, decimals) {
  const match = /^(\d{1,30})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match || (match[2] ?? "").length > decimals) {
    throw new Error(`An amount is digits with at most ${decimals} decimal places, like 1 or 0.5.`);
  }
  return BigInt(match[1] + (match[2] ?? "").padEnd(decimals, "0"));
}

/** The same amount without the zeros that say nothing: "0.250000" is "0.25". */
export function plain(amount, decimals) {
  const text = decimal(amount, decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Splits decimal text into its leading, telling and trailing digits, so that a column reads at a glance. */
export function emphasised(text) {
  const [, lead, telling, rest] = /^(-?[0.]*)(.*?)([0.]*)$/.exec(text);
  return { lead, telling, rest };
}

/** A part of a whole in hundredths of a percent, rounded down. */
export function permyriad(part, whole) {
  const divisor = BigInt(whole);
  return divisor === 0n ? 0 : Number((BigInt(part) * 10000n) / divisor);
}

/** A part of a whole as text: "12.34 %". */
export function percent(part, whole) {
  const hundredths = permyriad(part, whole);
  if (hundredths === 0 && BigInt(part) > 0n) {
    return "< 0.01 %";
  }
  return decimal(hundredths, 2) + " %";
}
