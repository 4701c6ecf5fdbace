/* The grid in which a target is given out: keeps the sum of the shares and the rest up to date while one types,
   hides weights unless the split is by weights, and takes pasted blocks. The page works without it. */

import { read, readInput, show } from "./numbers.js";
import { takeBlocks } from "./paste.js";

const form = document.querySelector("form[data-split]");
const words = JSON.parse(document.getElementById("split-words").textContent);
const shares = [...form.querySelectorAll("[data-share]")];

/** The sum of the shares typed, and whether any is; undefined where an entry cannot be read. */
function sharesTyped() {
  const numbers = shares.map(readInput);
  if (numbers.includes(undefined)) return undefined;
  const known = numbers.filter((number) => number !== null);
  return { sum: known.reduce((sum, number) => sum + number, 0n), begun: known.length > 0 };
}

/** The mark and the sentence of a rest, chosen as the portal does when it draws the page. */
function restSentence(rest, begun) {
  if (!begun) return ["no_target", words.none];
  if (rest === null) return ["no_target", words.open];
  if (rest === 0n) return ["met", words.exact];
  const [mark, sentence, size] = rest > 0n ? ["not_due", words.under, rest] : ["behind", words.over, -rest];
  return [mark, sentence.replace("{number}", show(size))];
}

function write(name, text) {
  form.querySelector(`[data-${name}]`).textContent = text;
}

/** Show the balance; dashes while an entry cannot be read, since a sum without it would mislead. */
function showBalance() {
  const typed = sharesTyped();
  const total = read(form.dataset.total);
  const rest = typed === undefined || total === null ? null : total - typed.sum;
  const [mark, sentence] = typed === undefined ? ["no_target", "—"] : restSentence(rest, typed.begun);
  write("given", typed === undefined ? "—" : show(typed.sum));
  write("rest", rest === null ? "—" : show(rest));
  write("words", sentence);
  form.querySelector("[data-words]").dataset.state = mark;
}

function showWeights() {
  form.classList.toggle("without-weights", form.elements.by.value !== "weights");
}

takeBlocks(form);

if ("addsUp" in form.dataset) {
  form.addEventListener("input", showBalance);
  form.elements.by.addEventListener("change", showWeights);
  showBalance();
  showWeights();
}
