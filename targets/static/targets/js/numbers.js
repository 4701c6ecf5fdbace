/* Numbers as people type them, read as the portal reads them (targets/values) and computed exactly: a number is a BigInt
   of ten-thousandths. The tests in tests/values keep both readers equal. */

const SCALE = 10000n;
const DECIMALS = 4;
const WHOLE_DIGITS = 14;
const DIGITS = 15;
const LONGEST = 60;
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g;
/* White space as Python knows it. */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
/* One space may separate thousands; two spaces or a line break separate two numbers. */
const AROUND = new RegExp(`(?<![0-9${SPACE}])[${SPACE}]+|[${SPACE}]+(?![0-9${SPACE}])`, "g");
/* Normalizing would turn ① and ² into digits of the number. */
const SMALL_DIGIT = /\p{No}/u;
const MINUS = /[\u2212\u2010\u2011]/g;
const NUMBER = /^([+-]?)(\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|(?=\.\d))(?:\.(\d+))?$/;
const ZERO = ["零", "〇"];

/** The text with plain digits and minus signs, without white space around the number; undefined with small digits. */
function clean(text) {
  const bare = text.replace(INVISIBLE, "").replace(ENDS, "");
  const narrow = bare.normalize("NFKC").replace(ENDS, "").replace(AROUND, "");
  return SMALL_DIGIT.test(bare) ? undefined : narrow.replace(MINUS, "-").replace(/^\u2013/, "-");
}

/** Read "18,000", "18 000" or full-width digits; null for a blank, undefined for what the portal would refuse.
    The rules are the number of `decimals`, and the `least` and the `most` that is allowed, in ten-thousandths. */
export function read(text, { decimals = DECIMALS, least = null, most = null } = {}) {
  const plain = clean(text);
  if (plain === "") return null;
  if (ZERO.includes(plain)) return least !== null && least > 0n ? undefined : 0n;
  const match = plain === undefined || plain.length > LONGEST ? null : NUMBER.exec(plain);
  if (match === null) return undefined;
  const [, sign, whole, part = ""] = match;
  const digits = whole.replace(/[, ]/g, "").replace(/^0+/, "");
  const behind = part.replace(/0+$/, "");
  const all = (digits + behind).replace(/^0+|0+$/g, "");
  if (digits.length > WHOLE_DIGITS || behind.length > decimals || all.length > DIGITS) return undefined;
  const size = BigInt(digits || "0") * SCALE + BigInt(behind.padEnd(DECIMALS, "0"));
  const number = sign === "-" ? -size : size;
  return (least !== null && number < least) || (most !== null && number > most) ? undefined : number;
}

/** The rules of an input, from its `data-decimals`, `data-least` and `data-most`. */
export function rulesOf(input) {
  const { decimals, least, most } = input.dataset;
  const limit = (text) => (text === undefined ? null : read(text));
  return { decimals: decimals === undefined ? DECIMALS : Number(decimals), least: limit(least), most: limit(most) };
}

/** The number in an input, by the input's own rules. */
export const readInput = (input) => read(input.value, rulesOf(input));

/** Mark the input if the portal would refuse it, else take its mark away. */
export function markUnread(input) {
  if (readInput(input) === undefined) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** A number as the page shows it: commas between thousands, no zeros at the end; `places` fixes the decimals. */
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

/** A completion as it is printed: never 100 while something is left to do. */
export function completion(part, whole, places) {
  const shown = percent(part, whole, places);
  const all = 100n * SCALE;
  return shown === null || shown < all || part >= whole ? shown : all - 10n ** BigInt(DECIMALS - places);
}

/** The total to date: of a flow the sum of both numbers, of anything else the latest. */
export function accumulate(kind, before, now) {
  if (before === null || now === null) return now === null ? before : now;
  return kind === "flow" ? before + now : now;
}
