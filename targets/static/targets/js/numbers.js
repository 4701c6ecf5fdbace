/* Numbers as people type them, reckoned exactly: a number is a BigInt of ten-thousandths. */

const SCALE = 10000n;
const DECIMALS = 4;
const FULL_WIDTH = { "，": ",", "．": ".", "－": "-", "＋": "+", "\u3000": " ", "\u2212": "-" };
const NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d{0,4})?$/;

/** Read "18,000", full-width digits or "18 000"; null for a blank, undefined for what is no number. */
export function read(text) {
  const plain = text
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[，．－＋\u3000\u2212]/g, (sign) => FULL_WIDTH[sign])
    .replace(/(\d)\s+(?=\d)/g, "$1,");
  if (plain === "") return null;
  if (!NUMBER.test(plain)) return undefined;
  const [whole, part = ""] = plain.replace(/[,+-]/g, "").split(".");
  const number = BigInt(whole) * SCALE + BigInt(part.padEnd(DECIMALS, "0"));
  return plain.startsWith("-") ? -number : number;
}

/** A number as it stands in the page: commas between thousands, no idle zeros; `places` fixes the decimals. */
export function show(number, places) {
  const sign = number < 0n ? "\u2212" : "";
  const size = places === undefined ? number : roundTo(number, places);
  const digits = (size < 0n ? -size : size).toString().padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = digits.slice(-DECIMALS);
  const shown = places === undefined ? part.replace(/0+$/, "") : part.slice(0, places);
  return sign + whole + (shown ? "." + shown : "");
}

/** Rounded half away from zero to so many decimals. */
function roundTo(number, places) {
  const step = 10n ** BigInt(DECIMALS - places);
  return divide(number, step) * step;
}

/** Division rounded half away from zero. */
function divide(above, below) {
  const negative = above < 0n !== below < 0n;
  const [a, b] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const answer = (2n * a + b) / (2n * b);
  return negative ? -answer : answer;
}

/** `part` of `whole` in percent, with so many decimals; null without a whole. */
export function percent(part, whole, places) {
  if (part === null || whole === null || whole === 0n) return null;
  const step = 10n ** BigInt(DECIMALS - places);
  return divide(part * 100n * SCALE, whole * step) * step;
}

/** To date: a flow is the sum of what was before and what is now, anything else the latest. */
export function accumulate(kind, before, now) {
  if (before === null || now === null) return now === null ? before : now;
  return kind === "flow" ? before + now : now;
}
